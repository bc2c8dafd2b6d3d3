package io.tollgate.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node that does not hear of revocations must not admit anybody by a token that may have been revoked.
class StaleNodeTest {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void refusesSignedInRequestsUntilItHearsAgain(TestDatabase database) throws SQLException {
        AtomicLong nanoTime = new AtomicLong(1);
        try (TestServer server = TestServer.start(new ManualClock(), nanoTime::get, database.freshSettings())) {
            ApiClient person = server.client().signedUp(People.freshEmail());
            change(server, "ALTER TABLE change_feed RENAME TO away");
            nanoTime.addAndGet(Duration.ofSeconds(6).toNanos());

            Answer refused = person.get("/api/auth/me");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("unavailable");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(server.client().get("/readyz?verbose").status()).isEqualTo(503);
            assertThat(server.client().get("/readyz?verbose").at("/components/changeFeed/status")).isEqualTo("down");
            assertThat(server.client().get("/livez").status()).isEqualTo(200);

            change(server, "ALTER TABLE away RENAME TO change_feed");

            Eventually.within(
                    Duration.ofSeconds(10), "the node hears again", () -> person.get("/api/auth/me").status() == 200);
            assertThat(server.client().get("/readyz").status()).isEqualTo(200);
        }
    }

    private static void change(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
