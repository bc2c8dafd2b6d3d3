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
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final ManualClock clock = new ManualClock();

    private static TestServer server;
    private static ApiClient client;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                clock,
                Map.of("guard.layers", "events,limits", "guard.limits.default", "3/1h", "guard.limits.admin", "none"));
        client = server.client();
        admin = client.asAdmin();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// What an admin does, and the type of the event that it leaves.
    private record Act(String type, Supplier<Answer> doing) {}

    /// By their endpoints, in an order in which each can be done.
    private static Map<String, Act> acts() {
        Answer person = client.signUp(People.freshEmail());
        String users = "/api/admin/users/" + person.at("/user/id");
        Map<String, Act> acts = new LinkedHashMap<>();
        acts.put("POST /api/admin/users/{id}/role", post("authz_change", users + "/role", Map.of("role", "analyst")));
        acts.put("POST /api/admin/users/{id}/disable", post("user_disabled", users + "/disable", Map.of()));
        acts.put("POST /api/admin/users/{id}/enable", post("user_enabled", users + "/enable", Map.of()));
        acts.put("POST /api/admin/security/ips/{ip}/ban", post("address_banned", IPS + "ban", REASON));
        acts.put("POST /api/admin/security/ips/{ip}/unban", post("address_unbanned", IPS + "unban", REASON));
        acts.put("POST /api/admin/security/ips/{ip}/allow", post("address_allowed", IPS + "allow", REASON));
        acts.put("POST /api/admin/security/decisions/{requestId}/undo", new Act("address_unbanned", AdminActsTest::undo));
        acts.put("POST /api/admin/tokens/{id}/revoke", new Act("session_ended", AdminActsTest::revoke));
        acts.put("POST /api/admin/maintenance/cleanup", post("authz_admin", "/api/admin/maintenance/cleanup", Map.of()));
        acts.put("POST /api/admin/alerts/test", post("authz_admin", "/api/admin/alerts/test", Map.of()));
        acts.put("GET /api/admin/security/events/export", new Act("authz_admin", () -> admin.get("/api/admin/security/events/export")));
        acts.put("POST /api/admin/session", new Act("authn_login_success", AdminActsTest::signIn));
        acts.put("DELETE /api/admin/session", new Act("session_ended", AdminActsTest::signOut));
        return acts;
    }

    private static Act post(String type, String path, Map<String, ?> body) {
        return new Act(type, () -> admin.post(path, body));
    }

    private static Answer undo() {
        Answer refused = client.get("/.well-known/jwks.json");
        while (refused.status() == 200) {
            refused = client.get("/.well-known/jwks.json");
        }
        return admin.post("/api/admin/security/decisions/" + refused.at("/requestId") + "/undo", REASON);
    }

    private static Answer revoke() {
        return revoke(client.signUp(People.freshEmail()).at("/user/id"), 0);
    }

    private static Answer revoke(String userId, int which) {
        Answer tokens = admin.get("/api/admin/tokens?userId=" + userId);
        return admin.post("/api/admin/tokens/" + tokens.at("/tokens/" + which + "/id") + "/revoke", REASON);
    }

    private static Answer signIn() {
        return client.post(
                "/api/admin/session", Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD));
    }

    private static Answer signOut() {
        String cookie = signIn().headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith("tollgate_dashboard="))
                .findFirst()
                .orElseThrow();
        return client.with("Cookie", cookie.split(";")[0])
                .with("X-Tollgate", "dashboard")
                .with("Origin", server.uri().toString())
                .delete("/api/admin/session");
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
        // Not in rows that another test began.
        clock.advance(Duration.ofMinutes(1));
        acts().forEach((endpoint, act) -> {
            Answer done = act.doing().get();
            assertThat(done.status()).as("%s: %s", endpoint, done.text()).isBetween(200, 299);
            Eventually.within(DEADLINE, endpoint + " leaves an event", () -> events.find("type=" + act.type()).stream()
                    .anyMatch(event -> event.at("/requestId").asString("").equals(done.header("X-Request-Id"))
                            && !event.at("/ip").asString("").isEmpty()));
        });
        Eventually.within(
                DEADLINE,
                "acts are told apart",
                () -> actsIn(events).containsAll(List.of("cleanup", "export", "test_alerts")));
    }

    /// Within a minute, for the same reason.
    @Test
    void sessionsOfOnePersonAreEndedByAnEventEach() {
        // What other tests asked for is forgotten.
        admin.post("/api/admin/security/ips/127.0.0.1/unban", REASON);
        String email = People.freshEmail();
        String userId = client.signUp(email).at("/user/id");
        assertThat(client.logIn(email, ApiClient.PASSWORD).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(1));

        assertThat(revoke(userId, 0).status()).isEqualTo(200);
        assertThat(revoke(userId, 1).status()).isEqualTo(200);

        Events events = new Events(admin);
        Eventually.within(
                DEADLINE,
                "two events",
                () -> events.find("type=session_ended&userId=" + userId).stream()
                                .map(event -> event.at("/sessionId").asString(""))
                                .filter(id -> !id.isEmpty())
                                .distinct()
                                .count()
                        == 2);
    }

    @Test
    void cleanUpSaysHowItEnded() {
        assertThat(admin.post("/api/admin/maintenance/cleanup", Map.of()).at("/state")).isEqualTo("finished");

        Events events = new Events(admin);
        Eventually.within(
                DEADLINE,
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
