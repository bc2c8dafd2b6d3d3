package io.tollgate.server.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second node: one that must not be there, one that does not count together with the first, one that vanishes.
class NodesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String OPS = "ops@example.org";

    @TempDir
    private Path folder;

    @Test
    void secondProcessOnAnEmbeddedDatabaseIsRefusedWithAnExplanation() {
        try (TestServer first = TestServer.start(new ManualClock(), Map.of(), folder)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ChildServer.start(folder, List.of("-Xmx128m"), Map.of()))
                    .withMessageContaining("another server uses " + folder)
                    .withMessageContaining("several nodes need database.url (PostgreSQL)")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\tat "));
            assertThat(first.client().get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void nodesWithoutACommonRedisAreToldOf() {
        Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        settings.put("guard.layers", "events");
        ManualClock clock = new ManualClock();
        try (TestServer one = TestServer.start(clock, settings)) {
            ApiClient admin = one.client().asAdmin();
            assertThat(admin.get("/api/admin/health").at("/components/nodes/status")).isEqualTo("up");
            try (TestServer other = TestServer.start(clock, settings)) {
                ApiClient onOther = other.client().asAdmin();
                assertThat(onOther.get("/api/admin/health").at("/components/nodes/detail"))
                        .contains("for each node alone")
                        .contains("redis.url");
                // Told, but no reason to send requests elsewhere.
                assertThat(other.client().get("/readyz").status()).isEqualTo(200);
                Eventually.within(SOON, "the first node knows, too", () ->
                        admin.get("/api/admin/health").at("/components/nodes/status").equals("down"));
                assertThat(new Events(onOther).await("type=sys_limits_per_node").at("/details/nodes").asString()).isEqualTo("2");
            }
            Eventually.within(SOON, "nobody is alone with others", () ->
                    admin.get("/api/admin/health").at("/components/nodes/status").equals("up"));
        }
    }

    /// Takes as long as a node may be silent.
    @Test
    @Tag("long")
    void nodeThatIsKilledIsShownAndToldOfOnceAndItsAlertsEnd() {
        try (TestMailServer mails = new TestMailServer()) {
            Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
            settings.putAll(mails.settings());
            settings.put("guard.layers", "events,alerts");
            settings.put("alerts.mail-to", OPS);
            settings.put("performance.alerts.hold", "1h");
            Map<String, String> loaded = new HashMap<>(settings);
            // Less than any process has, so that this node has an alert of its own when it dies.
            loaded.put("performance.alerts.hold", "10s");
            loaded.put("performance.alerts.rss", "1MB");
            try (TestServer one = TestServer.start(Clock.systemUTC(), settings);
                    TestServer two = TestServer.start(Clock.systemUTC(), settings);
                    ChildServer doomed = ChildServer.start(folder, List.of("-Xmx128m"), loaded)) {
                Eventually.within(Duration.ofMinutes(1), "its own alert", () -> count(mails, "memory in MB on") == 1);
                doomed.kill();
                Eventually.within(Duration.ofMinutes(2), "it is missed", () -> count(mails, "node lost") == 1);
                Eventually.within(SOON, "its own alert ends", () -> count(mails, "all clear: memory in MB on") == 1);

                for (TestServer node : List.of(one, two)) {
                    ApiClient admin = node.client().asAdmin();
                    Eventually.within(SOON, "it is shown as lost", () -> states(admin).filter("lost"::equals).count() == 1);
                    assertThat(states(admin).filter("up"::equals).count()).isEqualTo(2);
                    assertThat(admin.get("/api/admin/health").at("/components/nodes/detail")).contains("was last seen at ");
                }
                assertThat(count(mails, "node lost")).isEqualTo(1);
            }
        }
    }

    private static long count(TestMailServer mails, String subject) {
        return mails.to(OPS).stream().filter(mail -> mail.subject().contains(subject)).count();
    }

    private static Stream<String> states(ApiClient admin) {
        return StreamSupport.stream(admin.get("/api/admin/performance/metrics").json().get("nodes").spliterator(), false)
                .map(node -> node.get("state").asString());
    }
}
