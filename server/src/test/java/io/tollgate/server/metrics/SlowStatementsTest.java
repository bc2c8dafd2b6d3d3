package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.FilledTables;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A statement that takes long is in the log, in the list of the dashboard and in the figures.
class SlowStatementsTest {
    private static final int EVENTS = 20_000;

    @Test
    void slowStatementIsToldEverywhereWithoutItsArguments() throws SQLException {
        ManualClock clock = new ManualClock();
        try (TestServer server = TestServer.start(clock, Map.of("database.slow", "2ms", "guard.limits.admin", "none"));
                Connection connection = server.database();
                LogText log = LogText.capture()) {
            String person = server.client().signUp("ann@example.org").at("/user/id");
            new FilledTables(1, 1, EVENTS).fill(connection, person, clock.instant());
            ApiClient admin = server.client().asAdmin();

            Answer sums = admin.get("/api/admin/security/events/stats?period=60d&groupBy=day");

            assertThat(sums.status()).isEqualTo(200);
            assertThat(log.text())
                    .containsPattern("slow statement, \\d+ ms: SELECT type, severity, timestamp / 86400000")
                    .doesNotContain("" + clock.millis());
            assertThat(admin.get("/api/admin/performance/slow").json().at("/statements"))
                    .anySatisfy(statement -> {
                        assertThat(statement.at("/sql").asString()).startsWith("SELECT type, severity, timestamp / 86400000");
                        assertThat(statement.at("/slow").asLong()).isEqualTo(1);
                        assertThat(statement.at("/max").asDouble()).isGreaterThanOrEqualTo(2);
                    });
            assertThat(server.client().get("/metrics").text()).containsPattern("tollgate_db_slow_statements_total [1-9]");
            Eventually.within(Duration.ofSeconds(10), "the minute counts it", () ->
                    admin.get("/api/admin/performance/metrics").json().at("/current/database/slow").asLong() > 0);
        }
    }
}
