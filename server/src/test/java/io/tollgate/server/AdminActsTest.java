package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever an admin does is in the security log, under his name.
class AdminActsTest {
    private static final String IPS = "/api/admin/security/ips/203.0.113.99/";
    private static final Map<String, String> REASON = Map.of("reason", "a test");

    private static TestServer server;
    private static ApiClient client;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                new ManualClock(),
                Map.of("guard.layers", "events,limits", "guard.limits.default", "3/1h", "guard.limits.admin", "none"));
        client = server.client();
        admin = client.asAdmin();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Each act, and the type of the event that it leaves.
    private static Map<String, Supplier<String>> acts() {
        Answer person = client.signUp(People.freshEmail());
        String users = "/api/admin/users/" + person.at("/user/id");
        Map<String, Supplier<String>> acts = new LinkedHashMap<>();
        acts.put("POST /api/admin/users/{id}/role", () -> done(admin.post(users + "/role", Map.of("role", "analyst")), "authz_change"));
        acts.put("POST /api/admin/users/{id}/disable", () -> done(admin.post(users + "/disable"), "user_disabled"));
        acts.put("POST /api/admin/users/{id}/enable", () -> done(admin.post(users + "/enable"), "user_enabled"));
        acts.put("POST /api/admin/security/ips/{ip}/ban", () -> done(admin.post(IPS + "ban", REASON), "address_banned"));
        acts.put("POST /api/admin/security/ips/{ip}/unban", () -> done(admin.post(IPS + "unban", REASON), "address_unbanned"));
        acts.put("POST /api/admin/security/ips/{ip}/allow", () -> done(admin.post(IPS + "allow", REASON), "address_allowed"));
        acts.put("POST /api/admin/security/decisions/{requestId}/undo", AdminActsTest::undo);
        acts.put("POST /api/admin/tokens/{id}/revoke", AdminActsTest::revoke);
        acts.put("POST /api/admin/maintenance/cleanup", () -> done(admin.post("/api/admin/maintenance/cleanup", Map.of()), "authz_admin"));
        acts.put("POST /api/admin/alerts/test", () -> done(admin.post("/api/admin/alerts/test"), "authz_admin"));
        acts.put("DELETE /api/admin/session", () -> "session_ended");
        acts.put("POST /api/admin/session", () -> "authn_login_success");
        acts.put("GET /api/admin/security/events/export", () -> done(admin.get("/api/admin/security/events/export"), "authz_admin"));
        return acts;
    }

    private static String done(Answer answer, String type) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        return type;
    }

    private static String undo() {
        Answer refused = client.get("/.well-known/jwks.json");
        while (refused.status() == 200) {
            refused = client.get("/.well-known/jwks.json");
        }
        String path = "/api/admin/security/decisions/" + refused.at("/requestId") + "/undo";
        return done(admin.post(path, REASON), "address_unbanned");
    }

    private static String revoke() {
        Answer person = client.signUp(People.freshEmail());
        Answer tokens = admin.get("/api/admin/tokens?userId=" + person.at("/user/id"));
        return done(admin.post("/api/admin/tokens/" + tokens.at("/tokens/0/id") + "/revoke", REASON), "session_ended");
    }

    @Test
    void noneIsForgottenHere() {
        Set<String> unsafe = new TreeSet<>(server.endpoints());
        unsafe.removeIf(name -> name.startsWith("GET ") || !name.contains("/api/admin/"));

        assertThat(acts().keySet()).containsAll(unsafe);
    }

    @Test
    void eachLeavesAnEvent() {
        Events events = new Events(admin);
        acts().forEach((name, act) -> {
            if (!name.endsWith("/api/admin/session")) {
                String type = act.get();
                assertThat(events.await("type=" + type).toString()).as(name).contains("\"ip\"");
            }
        });
        Eventually.within(
                Duration.ofSeconds(10),
                "acts are told apart",
                () -> actsIn(events).containsAll(List.of("cleanup", "export", "test_alerts")));
    }

    @Test
    void cleanUpSaysHowItEnded() {
        assertThat(admin.post("/api/admin/maintenance/cleanup", Map.of()).at("/state")).isEqualTo("finished");

        Events events = new Events(admin);
        Eventually.within(
                Duration.ofSeconds(10),
                "the act says so",
                () -> events.find("type=authz_admin").stream()
                        .anyMatch(event -> event.at("/details/state").asString("").equals("finished")));
    }

    private static List<String> actsIn(Events events) {
        return events.find("type=authz_admin").stream()
                .map(event -> event.at("/details/act").asString())
                .toList();
    }
}
