package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.settings.SettingsException;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerStartTest {
    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    @Test
    void secondServerOnOneFolderIsRefusedWithAnExplanation() {
        try (TestServer first = TestServer.start(clock, Map.of(), folder)) {
            assertThatThrownBy(() -> TestServer.start(clock, Map.of(), folder))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContainingAll("data.dir", "another server", "database.url");
            assertThat(first.client().get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void failedStartLeavesNothingRunning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Map<String, String> settings = Map.of("port", String.valueOf(taken.getLocalPort()));
            assertThatThrownBy(() -> TestServer.start(clock, settings, folder)).hasRootCauseInstanceOf(BindException.class);
        }

        try (TestServer second = TestServer.start(clock, Map.of(), folder)) {
            assertThat(second.client().get("/readyz").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatItKeepsIsForNobodyElseToRead(TestDatabase engine) throws IOException {
        Path data = folder.resolve("data");
        try (TestServer server = TestServer.start(clock, engine.freshSettings(), data)) {
            server.client().signUp("person@example.org");

            assertThat(permissions(data)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files.filter(Files::isRegularFile)).allSatisfy(file ->
                        assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void folderThatIsThereKeepsItsPermissions() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));

        TestServer.start(clock, Map.of(), data).close();

        assertThat(permissions(data)).isEqualTo("rwxr-x---");
        assertThat(permissions(data.resolve("tollgate.db"))).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void restartKeepsTokensAndAccounts() {
        String token;
        try (TestServer first = TestServer.start(clock, Map.of(), folder)) {
            token = first.client().signUp("person@example.org").at("/accessToken");
        }
        try (TestServer second = TestServer.start(clock, Map.of(), folder)) {
            assertThat(second.client().as(token).get("/api/auth/me").at("/email")).isEqualTo("person@example.org");
        }
    }

    @Test
    void restartKeepsRevocations() {
        String token;
        try (TestServer first = TestServer.start(clock, Map.of(), folder)) {
            token = first.client().signUp("person@example.org").at("/accessToken");
            first.client().as(token).post("/api/auth/logout");
        }
        try (TestServer second = TestServer.start(clock, Map.of(), folder)) {
            assertThat(second.client().as(token).get("/api/auth/me").status()).isEqualTo(401);
        }
    }

    @Test
    void keysWrappedWithAnotherSecretStopTheStart() {
        TestServer.start(clock, Map.of("keys.secret", "the first secret"), folder).close();

        for (Map<String, String> settings : List.of(Map.<String, String>of(), Map.of("keys.secret", "another"))) {
            assertThatThrownBy(() -> TestServer.start(clock, settings, folder))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("keys.secret");
        }
        TestServer.start(clock, Map.of("keys.secret", "the first secret"), folder).close();
    }
}
