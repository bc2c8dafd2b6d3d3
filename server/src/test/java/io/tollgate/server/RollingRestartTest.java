package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Ports;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.NginxNodes;
import io.tollgate.server.testing.PersonTraffic;
import io.tollgate.server.testing.Programs;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes behind nginx are restarted one after the other, and no client notices.
class RollingRestartTest {
    private static final int COUNT = 3;
    private static final int CLIENTS = 4;

    @TempDir
    private static Path folder;

    @TempDir
    private static Path nginxFolder;

    private static final List<TestServer> NODES = new ArrayList<>();
    private static final ManualClock CLOCK = new ManualClock();
    private static Map<String, String> settings;
    private static NginxNodes nginx;

    @BeforeAll
    static void start() {
        Programs.require("nginx");
        settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        settings.put("http.drain", "700ms");
        NODES.addAll(Together.run(COUNT, _ -> start(Ports.free())));
        nginx = NginxNodes.start(
                nginxFolder, NODES.stream().map(TestServer::port).toList(), "300ms");
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        Together.run(NODES.size(), i -> {
            NODES.get(i).close();
            return i;
        });
        // The class may be repeated.
        NODES.clear();
    }

    @Test
    void nodesThatAreTakenOutFirstGoWithoutAFailedRequest() throws IOException {
        long before = stored();
        try (PersonTraffic traffic = PersonTraffic.begin(CLIENTS, nginx.client())) {
            for (int node = 0; node < COUNT; node++) {
                traffic.awaitMore();
                nginx.takeOut(node);
                restart(node);
                nginx.takeIn(node);
            }
            traffic.awaitMore();
            assertNothingFailed(traffic, before);
        }
    }

    @Test
    void nodesThatAreOnlyAskedToStopGoWithoutAFailedRequest() {
        long before = stored();
        try (PersonTraffic traffic = PersonTraffic.begin(CLIENTS, nginx.client())) {
            for (int node = 0; node < COUNT; node++) {
                traffic.awaitMore();
                restart(node);
            }
            traffic.awaitMore();
            assertNothingFailed(traffic, before);
        }
    }

    private static void restart(int node) {
        int port = NODES.get(node).port();
        NODES.get(node).close();
        NODES.set(node, start(port));
    }

    private static TestServer start(int port) {
        Map<String, String> own = new HashMap<>(settings);
        own.put("port", String.valueOf(port));
        return TestServer.start(CLOCK, own, folder);
    }

    /// And each upload was done once.
    private static void assertNothingFailed(PersonTraffic traffic, long storedBefore) {
        traffic.close();
        assertThat(traffic.failures()).isEmpty();
        assertThat(stored() - storedBefore).isEqualTo(traffic.uploads());
    }

    private static long stored() {
        try (Connection connection = NODES.getFirst().database();
                ResultSet files = connection.createStatement().executeQuery("SELECT COUNT(*) FROM files")) {
            files.next();
            return files.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
