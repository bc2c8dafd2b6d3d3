package io.tollgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Eventually;
import io.tollgate.server.testing.ManualClock;
import io.tollgate.server.testing.NginxNodes;
import io.tollgate.server.testing.Parallel;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes behind nginx are restarted one after the other, and no client notices.
class RollingRestartTest {
    private static final int COUNT = 3;
    private static final int CLIENTS = 4;
    private static final int ENOUGH = 50;
    private static final Duration SOON = Duration.ofSeconds(30);

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
        Assumptions.assumeTrue(NginxNodes.isInstalled(), "nginx is not installed: not tested");
        settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        settings.put("http.drain", "700ms");
        NODES.addAll(Parallel.run(COUNT, _ -> TestServer.start(CLOCK, settings, folder)));
        nginx = NginxNodes.start(
                nginxFolder, NODES.stream().map(TestServer::port).toList(), "300ms");
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        Parallel.run(NODES.size(), i -> {
            NODES.get(i).close();
            return i;
        });
    }

    @Test
    void nodesThatAreTakenOutFirstGoWithoutAFailedRequest() throws IOException {
        try (PersonTraffic traffic = PersonTraffic.begin(nginx.client())) {
            for (int node = 0; node < COUNT; node++) {
                traffic.awaitMore();
                nginx.takeOut(node);
                restart(node);
                nginx.takeIn(node);
            }
            traffic.awaitMore();
            traffic.assertNothingFailed();
        }
    }

    @Test
    void nodesThatAreOnlyAskedToStopGoWithoutAFailedRequest() {
        try (PersonTraffic traffic = PersonTraffic.begin(nginx.client())) {
            for (int node = 0; node < COUNT; node++) {
                traffic.awaitMore();
                restart(node);
            }
            traffic.awaitMore();
            traffic.assertNothingFailed();
        }
    }

    private static void restart(int node) {
        int port = NODES.get(node).port();
        NODES.get(node).close();
        Map<String, String> again = new HashMap<>(settings);
        again.put("port", String.valueOf(port));
        NODES.set(node, TestServer.start(CLOCK, again, folder));
    }

    /// People who look at their files and upload others without a pause.
    private static final class PersonTraffic implements AutoCloseable {
        private final List<Person> people;
        private final List<Thread> threads;
        private final long before;
        private volatile boolean over;

        private PersonTraffic(List<Person> people) {
            this.people = people;
            this.before = stored();
            this.threads = people.stream()
                    .map(person -> Thread.ofVirtual().start(() -> {
                        while (!over) {
                            person.act();
                        }
                    }))
                    .toList();
        }

        static PersonTraffic begin(ApiClient client) {
            return new PersonTraffic(Stream.generate(() -> new Person(client.signedUp(People.freshEmail())))
                    .limit(CLIENTS)
                    .toList());
        }

        void awaitMore() {
            long before = requests();
            Eventually.within(SOON, "more requests", () -> requests() > before + ENOUGH);
        }

        private long requests() {
            return people.stream().mapToLong(person -> person.requests).sum();
        }

        /// And each upload was done once.
        void assertNothingFailed() {
            close();
            assertThat(people).allSatisfy(person -> assertThat(person.failures).isEmpty());
            assertThat(stored() - before).isEqualTo(people.stream().mapToLong(person -> person.uploads).sum());
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

        @Override
        public void close() {
            over = true;
            threads.forEach(thread -> {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    private static final class Person {
        private final ApiClient client;
        private final List<String> failures = new ArrayList<>();
        private volatile long requests;
        private long uploads;

        private Person(ApiClient client) {
            this.client = client;
        }

        private void act() {
            expect(200, client.get("/api/files?limit=1"));
            expect(201, client.upload("file", "content".getBytes(UTF_8)));
            uploads++;
        }

        private void expect(int status, Answer answer) {
            requests++;
            if (answer.status() != status) {
                failures.add(answer.status() + " " + answer.text());
            }
        }

    }
}
