package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PrometheusTest {
    private static final Path DASHBOARD = Path.of("../deploy/grafana/tollgate.json");
    private static final Pattern NAME = Pattern.compile("(?:http_server|tollgate|process|jvm)_[a-z_]+");

    private static TestMailServer mails;
    private static TestServer server;

    @BeforeAll
    static void start() {
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(mails.settings());
        settings.put("guard.layers", "events,alerts");
        settings.put("alerts.mail-to", "ops@example.org");
        server = TestServer.start(new ManualClock(), settings);
    }

    @AfterAll
    static void stop() {
        server.close();
        mails.close();
    }

    private static String page() {
        return server.client().get("/metrics").text();
    }

    @Test
    void requestsAreCountedByMethodRouteAndStatus() {
        server.client().get("/api/auth/me");
        server.client().get("/nowhere");
        Eventually.within(Duration.ofSeconds(10), "the page is made anew", () -> page().contains("unmatched"));

        assertThat(page())
                .contains("http_server_request_duration_seconds_bucket{error_type=\"\",http_request_method=\"GET\","
                        + "http_response_status_code=\"401\",http_route=\"/api/auth/me\",le=\"0.25\"} ")
                .contains("http_server_request_duration_seconds_count{error_type=\"\",http_request_method=\"_OTHER\","
                        + "http_response_status_code=\"404\",http_route=\"unmatched\"} ")
                .contains("tollgate_guard_decisions_total{action=\"allowed\",reason=\"\"} ")
                .contains("tollgate_password_hashes_total ")
                .contains("process_cpu_seconds_total ");
    }

    @Test
    void processFiguresAreThere() {
        Eventually.within(Duration.ofSeconds(10), "a second has passed", () -> page().lines()
                .filter(line -> line.startsWith("process_resident_memory_bytes "))
                .anyMatch(line -> Double.parseDouble(line.split(" ")[1]) > 1e6));
    }

    @Test
    void mailsAndAlertsAreCounted() {
        server.client().post("/api/auth/forgot-password", Map.of("email", TestServer.ADMIN));

        Eventually.within(Duration.ofSeconds(10), "the mail is counted", () -> page()
                .contains("tollgate_mails_total{outcome=\"sent\"} 1.0\n"));
        Eventually.within(Duration.ofSeconds(10), "the channel is there", () -> page()
                .contains("tollgate_alert_messages_total{channel=\"mail\",outcome=\"failed\"} 0.0\n"));
    }

    @Test
    void nodesAreCountedByState() {
        Eventually.within(Duration.ofSeconds(10), "this node is up", () -> page()
                .contains("tollgate_nodes{state=\"up\"} 1.0\n"));

        assertThat(page()).contains("tollgate_nodes{state=\"lost\"} 0.0\n", "tollgate_nodes{state=\"stopped\"} 0.0\n");
    }

    @Test
    void openMetricsIsThereForWhomeverAsks() {
        Answer answer = server.client()
                .with("Accept", "application/openmetrics-text; version=1.0.0,text/plain;q=0.5")
                .get("/metrics");

        assertThat(answer.header("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(answer.text()).endsWith("# EOF\n").contains("# UNIT http_server_request_duration_seconds seconds");
        assertThat(server.client().get("/metrics").header("Content-Type")).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void everyMetricOfTheGrafanaDashboardIsThere() throws IOException {
        JsonNode dashboard = JsonMapper.builder().build().readTree(Files.readString(DASHBOARD));
        Set<String> shown = dashboard.findValuesAsString("expr").stream()
                .flatMap(expression -> NAME.matcher(expression).results().map(result -> result.group()))
                .map(name -> name.replaceAll("_(bucket|count|sum|total)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        // The labels that look like metrics.
        shown.removeIf(name -> name.equals("http_server"));

        server.client().get("/livez");
        Eventually.within(Duration.ofSeconds(10), "the page is made anew", () -> page().contains("/livez"));
        Set<String> typed = page().lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2].replaceAll("_total$", ""))
                .collect(Collectors.toSet());
        // Without Redis there are no operations to show, and the format leaves out what has no points.
        typed.add("tollgate_redis_operation_duration_seconds");
        typed.add("tollgate_redis_errors");
        // Nor does an alert wait, nor was one held back.
        typed.add("tollgate_alert_messages_waiting");
        typed.add("tollgate_alerts_suppressed");
        // And this server speaks HTTP in the clear.
        typed.add("tollgate_tls_certificate_not_after_seconds");
        assertThat(shown).hasSizeGreaterThan(15);
        assertThat(typed).containsAll(shown);
    }

    @Test
    void canBeSwitchedOff() {
        try (TestServer closed = TestServer.start(new ManualClock(), Map.of("metrics.public", "false"))) {
            assertThat(closed.client().get("/metrics").status()).isEqualTo(404);
        }
    }
}
