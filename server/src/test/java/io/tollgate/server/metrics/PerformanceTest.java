package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class PerformanceTest {
    private static final String METRICS = "/api/admin/performance/metrics";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Parameter
    TestDatabase database;

    private final ManualClock clock = new ManualClock();
    private Map<String, String> settings = Map.of();
    private TestServer server;
    private ApiClient admin;

    @BeforeEach
    void start() {
        settings = new HashMap<>(database.freshSettings());
        settings.put("metrics.node", "here");
        server = TestServer.start(clock, settings, folder);
        admin = server.client().asAdmin();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode metrics() {
        return admin.get(METRICS).json();
    }

    private String page() {
        return server.client().get("/metrics").text();
    }

    private void waitForCurrent(String pointer, long atLeast) {
        Eventually.within(SOON, pointer + " is " + atLeast, () -> metrics().at("/current" + pointer).asLong() >= atLeast);
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    @Test
    void structureIsTheDocumentedOne() {
        server.client().get("/api/files");
        waitForCurrent("/requests/total", 3);
        clock.advance(Duration.ofMinutes(1));
        Eventually.within(SOON, "a minute is over", () -> metrics().at("/minutes").size() == 1);

        JsonNode answer = metrics();
        assertThat(names(answer)).containsExactlyInAnyOrder("intervalSeconds", "nodes", "minutes", "current", "alerts");
        assertThat(answer.at("/intervalSeconds").asInt()).isEqualTo(60);
        assertThat(answer.at("/nodes/0/id").asString()).isEqualTo("here");
        for (JsonNode minute : List.of(answer.at("/minutes/0"), answer.at("/current"))) {
            assertThat(names(minute)).containsExactlyInAnyOrder(
                    "timestamp", "requests", "latency", "redis", "database", "system", "guard", "errors");
            assertThat(names(minute.at("/requests"))).containsExactlyInAnyOrder(
                    "total", "successful", "failed", "errorRate", "byEndpoint");
            assertThat(names(minute.at("/latency"))).containsExactlyInAnyOrder("mean", "min", "max", "p50", "p95", "p99");
            assertThat(names(minute.at("/redis"))).containsExactlyInAnyOrder(
                    "operations", "latency", "p99", "errors", "byOperation");
            assertThat(names(minute.at("/database"))).containsExactlyInAnyOrder("statements", "latency", "p99", "slow");
            assertThat(names(minute.at("/system"))).containsExactlyInAnyOrder(
                    "memory", "rss", "cpu", "activeConnections", "uptime");
            assertThat(names(minute.at("/guard"))).containsExactlyInAnyOrder("allowed", "limited", "banned");
            assertThat(names(minute.at("/errors"))).containsExactlyInAnyOrder("total", "byType");
        }
        JsonNode minute = answer.at("/minutes/0");
        assertThat(minute.at("/timestamp").asString()).isEqualTo("2026-01-01T12:00:00Z");
        JsonNode login = minute.at("/requests/byEndpoint").get("POST /api/auth/login");
        assertThat(names(login)).containsExactlyInAnyOrder("count", "mean", "p95");
        assertThat(login.get("count").asLong()).isEqualTo(1);
        assertThat(minute.at("/database/statements").asLong()).isPositive();
        assertThat(minute.at("/system/memory").asLong()).isPositive();
        assertThat(minute.at("/system/rss").asLong()).isPositive();
        assertThat(minute.at("/system/activeConnections").asLong()).isPositive();
        assertThat(answer.at("/current/timestamp").asString()).isEqualTo("2026-01-01T12:01:00Z");
    }

    @Test
    void minutesSurviveRestart() {
        waitForCurrent("/requests/total", 2);
        clock.advance(Duration.ofMinutes(1));
        Eventually.within(SOON, "a minute is over", () -> metrics().at("/minutes").size() == 1);
        JsonNode minute = metrics().at("/minutes/0");
        long running = metrics().at("/current/requests/total").asLong();

        server.close();
        server = TestServer.start(clock, settings, folder);
        admin = server.client().asAdmin();

        assertThat(metrics().at("/minutes/0")).isEqualTo(minute);
        assertThat(metrics().at("/nodes")).hasSize(1);
        assertThat(metrics().at("/current/requests/total").asLong()).isGreaterThanOrEqualTo(running);
    }

    @Test
    void otherNodesAreShownTogetherAndForAnHourAfterTheyVanished() {
        waitForCurrent("/requests/total", 1);
        server.close();
        clock.advance(Duration.ofMinutes(3));
        Map<String, String> other = new HashMap<>(settings);
        other.put("metrics.node", "there");
        server = TestServer.start(clock, other, folder);
        admin = server.client().asAdmin();
        waitForCurrent("/requests/total", 1);

        JsonNode answer = metrics();
        assertThat(answer.at("/nodes").findValuesAsString("id")).containsExactly("here", "there");
        assertThat(answer.at("/nodes/0/self").asBoolean()).isFalse();
        assertThat(answer.at("/nodes/0/lastSeen").asString()).startsWith("2026-01-01T12:00");
        assertThat(answer.at("/minutes/0/requests/total").asLong()).isPositive();
        clock.advance(Duration.ofMinutes(61));
        admin = server.client().asAdmin();
        Eventually.within(SOON, "the old node is forgotten", () -> metrics().at("/nodes").size() == 1);
    }

    @Test
    void hostileRequestsMakeNoNames() {
        for (int i = 0; i < 300; i++) {
            server.client().get("/no/such/" + i);
            server.client().get("/api/files/" + i);
            server.client().send("METHOD" + i, "/api/files");
        }
        waitForCurrent("/requests/byEndpoint/unmatched/count", 600);

        assertThat(metrics().at("/current/requests/byEndpoint").size()).isLessThan(10);
        Eventually.within(SOON, "the page is made anew", () -> page().contains("unmatched"));
        String page = page();
        assertThat(page).doesNotContain("METHOD", "no/such");
        assertThat(page.lines().filter(line -> line.startsWith("http_server")).count()).isLessThan(500);
    }

    @Test
    void clientThatGoesAwayIsAnAbortedAnswer() {
        ApiClient person = server.client().signedUp("person@example.org");
        String token = server.client().logIn("person@example.org", ApiClient.PASSWORD).at("/accessToken");
        String file = person.upload("big", new byte[20 << 20]).at("/files/0/id");
        RawHttp connection = RawHttp.connect(server.port());
        connection.send("GET /api/files/" + file + "/content HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n");
        connection.close();

        waitForCurrent("/errors/byType/aborted", 1);
        assertThat(metrics().at("/current/requests/failed").asLong()).isEqualTo(1);
    }

    @Test
    void summaryEndpointsAndSlowestStatementsTellOfTheSame() {
        waitForCurrent("/requests/total", 1);

        JsonNode summary = admin.get("/api/admin/performance/summary?period=1h").json();
        assertThat(summary.at("/requests/total").asLong()).isPositive();
        assertThat(summary.at("/passwordHashes").asLong()).isPositive();
        assertThat(summary.at("/peers").asLong()).isEqualTo(1);
        assertThat(summary.at("/busiest/0/endpoint").asString()).isNotEmpty();
        JsonNode endpoints = admin.get("/api/admin/performance/endpoints?period=5m").json();
        assertThat(endpoints.at("/endpoints").findValuesAsString("endpoint")).contains("POST /api/auth/login");
        JsonNode slow = admin.get("/api/admin/performance/slow").json();
        assertThat(slow.at("/statements/0/sql").asString()).isNotEmpty();
    }

    @Test
    void rangesAreChecked() {
        for (String query : List.of("metrics?minutes=0", "metrics?minutes=61", "summary?period=61m", "summary?period=2h",
                "summary?period=0m", "endpoints?period=x")) {
            Answer answer = admin.get("/api/admin/performance/" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
        }
    }

    @Test
    void onlyStaffMayLook() {
        ApiClient person = server.client().signedUp("nobody@example.org");

        for (String path : List.of(METRICS, "/api/admin/performance/summary", "/api/admin/live", "/api/admin/scaling")) {
            assertThat(person.get(path).status()).as(path).isEqualTo(403);
            assertThat(server.client().get(path).status()).as(path).isEqualTo(401);
        }
    }
}
