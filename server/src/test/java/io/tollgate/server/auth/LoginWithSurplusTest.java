package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Somebody logs in who has too many sessions, and those beyond cannot be ended now: the login has succeeded all the same.
class LoginWithSurplusTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(new ManualClock(), TestDatabase.POSTGRESQL.freshSettings());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// As many as he may have.
    private static void fill(Connection connection, String email) throws SQLException {
        connection.createStatement().execute("""
                INSERT INTO user_sessions (id, user_id, kind, ip, auth_time, last_used_at, expires_at, generation)
                SELECT u.id || n, u.id, 'tokens', '192.0.2.1', 0, 0, %d, 0
                FROM users u, generate_series(1, %d) AS n WHERE u.email = '%s'"""
                .formatted(Long.MAX_VALUE, SessionRevoker.MOST_SESSIONS, email));
    }

    private static int live(Connection connection, String email) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("""
                SELECT COUNT(*) FROM user_sessions s JOIN users u ON u.id = s.user_id
                WHERE s.ended_at IS NULL AND u.email = '%s'""".formatted(email))) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void ofTheApiSucceedsAndTheNextEndsThem() throws SQLException {
        String email = People.freshEmail();
        ApiClient client = server.client();
        client.signUp(email);
        try (Connection other = server.database()) {
            fill(other, email);
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT id FROM user_sessions WHERE last_used_at = 0 FOR UPDATE");

            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
            assertThat(live(other, email)).isGreaterThan(SessionRevoker.MOST_SESSIONS);
            other.rollback();

            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
            assertThat(live(other, email)).isEqualTo(SessionRevoker.MOST_SESSIONS);
        }
    }

    @Test
    void ofTheDashboardSucceeds() throws SQLException {
        try (Connection other = server.database()) {
            fill(other, TestServer.ADMIN);
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT id FROM user_sessions WHERE last_used_at = 0 FOR UPDATE");

            assertThat(server.client()
                            .post("/api/admin/session", Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD))
                            .status())
                    .isEqualTo(204);
        }
    }
}
