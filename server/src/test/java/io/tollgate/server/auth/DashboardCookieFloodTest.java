package io.tollgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many who make up cookies of the dashboard, each of which has to be looked for.
class DashboardCookieFloodTest {
    private static final int FLOOD = 40;
    private static final String MADE_UP = "tollgate_dashboard=tgr_" + "A".repeat(43);

    @Test
    void leavesConnectionsToTheDatabaseForOthers() throws SQLException, InterruptedException {
        try (TestServer server = TestServer.start(new ManualClock(), TestDatabase.POSTGRESQL.freshSettings());
                Connection holder = server.database()) {
            ApiClient person = server.client().signedUp(People.freshEmail());
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE refresh_tokens IN ACCESS EXCLUSIVE MODE");
            List<Thread> flood = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                flood.add(Thread.ofVirtual().start(
                        () -> server.client().with("Cookie", MADE_UP).get("/api/admin/session")));
            }
            Eventually.within(Duration.ofSeconds(20), "the flood has come", () -> server.openConnections() >= FLOOD);
            Eventually.within(Duration.ofSeconds(20), "some are looked for", () -> waiting(holder) > 1);

            for (int i = 0; i < 20; i++) {
                assertThat(person.get("/api/auth/me").status()).isEqualTo(200);
            }

            holder.rollback();
            for (Thread thread : flood) {
                thread.join();
            }
        }
    }

    private static int waiting(Connection connection) {
        try (ResultSet row = connection
                .createStatement()
                .executeQuery("SELECT COUNT(*) FROM pg_locks WHERE relation = 'refresh_tokens'::regclass AND NOT granted")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
