package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An export is as long as the log, and the server holds a page of it.
class EventExportTest {
    private static final int ROWS = 60_000;
    private static final int MANY_ROWS = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void isCutOffVisiblyWhenTheDatabaseFails() throws IOException, SQLException {
        assertCutOffAfter((server, _) -> rename(server));
    }

    /// Whatever a slow reader has not been sent by then is no longer his to read.
    @Test
    void isCutOffVisiblyWhenTheReadersSessionEnds() throws IOException, SQLException {
        assertCutOffAfter((server, token) ->
                assertThat(server.client().as(token).post("/api/auth/logout").status()).isEqualTo(204));
    }

    private interface Mishap {
        void happen(TestServer server, String token) throws SQLException;
    }

    private static void assertCutOffAfter(Mishap mishap) throws IOException, SQLException {
        try (TestServer server = TestServer.start(new ManualClock(), Map.of());
                HttpClient http = HttpClient.newHttpClient()) {
            fill(server.database(), ROWS, new ManualClock().instant());
            String token = token(server);
            try (InputStream export = export(http, server.uri(), token, "ndjson")) {
                export.readNBytes(1_000);
                mishap.happen(server, token);

                assertThatThrownBy(export::readAllBytes).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void holdsNoConnectionWhileTheClientIsSlowAndIsOneRequest() throws IOException {
        Map<String, String> settings =
                Map.of("database.pool-size", "1", "guard.layers", "all", "guard.limits.admin", "2/1h");
        try (TestServer server = TestServer.start(new ManualClock(), settings);
                HttpClient http = HttpClient.newHttpClient()) {
            fill(server.database(), ROWS, new ManualClock().instant());
            String token = token(server);
            try (InputStream export = export(http, server.uri(), token, "csv")) {
                export.readNBytes(1_000);

                assertThat(server.client().as(token).get("/api/admin/security/events").status()).isEqualTo(200);

                assertThat(lines(export)).isBetween(ROWS - 10L, ROWS + 1L);
            }
        }
    }

    @Test
    @Tag("long")
    void ofAMillionEventsNeedsNoMoreMemoryThanOfFew() throws IOException {
        try (EventFixture events = new EventFixture(Map.of(), folder)) {
            // By the clock of the process, which would begin to archive what is 90 days old.
            fill(events.connection(), MANY_ROWS, Instant.now().minus(Duration.ofHours(1)));
        }
        try (ChildServer server = ChildServer.start(folder, List.of("-Xmx80m", "-XX:+ExitOnOutOfMemoryError"), Map.of());
                HttpClient http = HttpClient.newHttpClient()) {
            String token = server.client()
                    .logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD)
                    .at("/accessToken");
            try (InputStream export = export(http, server.uri(), token, "ndjson")) {
                // And the start of the server and the login.
                assertThat(lines(export)).isBetween((long) MANY_ROWS, MANY_ROWS + 10L);
            }
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static void fill(Connection connection, int count, Instant start) {
        try (EventRows rows = new EventRows(connection, new TimeOrderedIds(new ManualClock(), new SecureRandom()))) {
            for (int i = 0; i < count; i++) {
                rows.insert(
                        SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, start.plusMillis(i))
                                .with("path", "/some/path/of/usual/length"),
                        1);
            }
        }
    }

    private static String token(TestServer server) {
        return server.client().logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD).at("/accessToken");
    }

    private static InputStream export(HttpClient http, URI server, String token, String format) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/admin/security/events/export?format=" + format))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return http.send(request, BodyHandlers.ofInputStream()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long lines(InputStream export) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(export, StandardCharsets.UTF_8))) {
            return reader.lines().count();
        }
    }

    private static void rename(TestServer server) throws SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE security_events RENAME TO away");
        }
    }
}
