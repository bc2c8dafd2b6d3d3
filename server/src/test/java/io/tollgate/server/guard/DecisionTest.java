package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// The request id of a refusal leads to its explanation and to its undoing.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class DecisionTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";
    private static final String DECISIONS = "/api/admin/security/decisions/";

    private static GuardedServer server;
    private static ApiClient admin;

    @Parameter
    TestDatabase database;

    private final String address = freshAddress();

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.limits.default", "20/10m");
        settings.put("guard.limits.files", "3/10s");
        // The clock stands still, and whoever waits for an event asks again and again.
        settings.put("guard.limits.admin", "10000/1m");
        server = GuardedServer.start(settings);
        admin = server.from(freshAddress()).asAdmin();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static Answer untilRefused(ApiClient client, String path) {
        for (int i = 0; i < 50; i++) {
            Answer answer = client.get(path);
            if (answer.status() != 200) {
                return answer;
            }
        }
        throw new AssertionError("never refused: " + path);
    }

    private static JsonNode explain(Answer refusal) {
        assertThat(refusal.at("/requestId")).isEqualTo(refusal.header("X-Request-Id"));
        Answer answer = admin.get(DECISIONS + refusal.at("/requestId"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static void undo(JsonNode decision) {
        assertThat(decision.at("/undo/method").asString()).isEqualTo("POST");
        Answer undone = admin.post(decision.at("/undo/path").asString(), Map.of("reason", "it was our own probe"));
        assertThat(undone.status()).as(undone.text()).isEqualTo(204);
    }

    @Test
    void limitOfAnAddress() {
        ApiClient client = server.from(address);
        Answer refusal = untilRefused(client, ANONYMOUS);
        assertThat(refusal.status()).isEqualTo(429);

        JsonNode decision = explain(refusal);

        assertThat(decision.at("/verdict").asString()).isEqualTo("limited");
        assertThat(decision.at("/rule").asString()).isEqualTo("default");
        assertThat(decision.at("/subject").asString()).isEqualTo("ip:" + address);
        assertThat(decision.at("/counters/limit").asInt()).isEqualTo(20);
        assertThat(decision.at("/counters/periodSeconds").asInt()).isEqualTo(600);
        assertThat(decision.at("/active").asBoolean()).isTrue();
        undo(decision);
        assertThat(client.get(ANONYMOUS).status()).isEqualTo(200);
    }

    @Test
    void limitOfAPerson() {
        Person person = server.person();
        ApiClient client = server.from(address).as(person.token());
        Answer refusal = untilRefused(client, "/api/files");

        JsonNode decision = explain(refusal);

        assertThat(decision.at("/rule").asString()).isEqualTo("files");
        assertThat(decision.at("/subject").asString()).isEqualTo("user:" + person.signUp().at("/user/id"));
        undo(decision);
        assertThat(client.get("/api/files").status()).isEqualTo(200);
    }

    @Test
    void ban() {
        server.ban(address);
        Answer refusal = server.from(address).get(ANONYMOUS);

        JsonNode decision = explain(refusal);

        assertThat(decision.at("/verdict").asString()).isEqualTo("banned");
        assertThat(decision.at("/rule").asString()).isEqualTo("login_budget");
        assertThat(decision.at("/expiresAt").asString()).isNotEmpty();
        undo(decision);
        assertThat(server.from(address).get(ANONYMOUS).status()).isEqualTo(200);
        JsonNode event = new Events(admin).await("type=address_unbanned&ip=" + address);
        assertThat(event.at("/details/reason").asString()).isEqualTo("it was our own probe");
    }

    @Test
    void undoOfABanThatIsUndoneIsNoAct() {
        server.ban(address);
        JsonNode decision = explain(server.from(address).get(ANONYMOUS));
        undo(decision);

        assertNothingIsLeftOf(decision);

        String other = freshAddress();
        admin.post("/api/admin/security/ips/" + other + "/unban", Map.of("reason", "the act after it"));
        Events events = new Events(admin);
        events.await("type=address_unbanned&ip=" + other);
        assertThat(events.find("type=address_unbanned&ip=" + address)).hasSize(1);
    }

    @Test
    void nothingIsLeftOfALimitOfAPersonAfterItsPeriod() {
        ApiClient client = server.from(address).as(server.person().token());
        JsonNode decision = explain(untilRefused(client, "/api/files"));

        server.clock().advance(Duration.ofSeconds(10));

        assertNothingIsLeftOf(decision);
    }

    private static void assertNothingIsLeftOf(JsonNode decision) {
        Answer again = admin.get(DECISIONS + decision.at("/requestId").asString());
        assertThat(again.json().at("/active").asBoolean()).isFalse();
        assertThat(again.json().at("/undo").isNull()).isTrue();
        Answer undo = admin.post(decision.at("/undo/path").asString(), Map.of("reason", "to be sure"));
        assertThat(undo.code()).isEqualTo("conflict");
    }

    @Test
    void banOfManyWords() {
        String reason = "\u653b\u6483".repeat(100);
        admin.post("/api/admin/security/ips/" + address + "/ban", Map.of("reason", reason));

        assertThat(explain(server.from(address).get(ANONYMOUS)).at("/rule").asString()).isEqualTo(reason.substring(0, 120));
    }

    @Test
    void olderThanABanByHandDoesNotLiftIt() {
        JsonNode decision = explain(untilRefused(server.from(address), ANONYMOUS));
        server.clock().advance(Duration.ofSeconds(1));
        admin.post("/api/admin/security/ips/" + address + "/ban", Map.of("reason", "abuse"));

        assertThat(admin.get(DECISIONS + decision.at("/requestId").asString()).json().at("/undo").isObject()).isFalse();
        assertThat(admin.post(decision.at("/undo/path").asString(), Map.of("reason", "sorry")).status()).isEqualTo(409);
        assertThat(server.from(address).get(ANONYMOUS).status()).isEqualTo(403);
    }

    @Test
    void banThatAStrangersLoginMeets() {
        server.ban(address);

        Answer refusal = server.from(address).logIn(People.freshEmail(), "a passphrase of some words");

        assertThat(refusal.code()).isEqualTo("ip_banned");
        assertThat(explain(refusal).at("/verdict").asString()).isEqualTo("banned");
    }

    @Test
    void budgetOfAnAccount() {
        Person victim = server.person();
        for (int i = 0; i < 20; i++) {
            server.from(freshAddress()).logIn(victim.email(), "wrong" + i);
        }
        ApiClient stranger = server.from(address);
        Answer refusal = stranger.logIn(victim.email(), ApiClient.PASSWORD);
        assertThat(refusal.status()).isEqualTo(429);

        JsonNode decision = explain(refusal);

        assertThat(decision.at("/rule").asString()).isEqualTo("login-account");
        assertThat(decision.at("/subject").asString()).startsWith("account:").doesNotContain("@");
        undo(decision);
        assertThat(stranger.logIn(victim.email(), ApiClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void eventOfARefusalNamesItsRequestId() {
        Answer refusal = untilRefused(server.from(address), ANONYMOUS);

        JsonNode event = new Events(admin).await("type=excess_rate_limit_exceeded&ip=" + address);

        assertThat(event.at("/requestId").asString()).isEqualTo(refusal.at("/requestId"));
        assertThat(event.at("/details/rule").asString()).isEqualTo("default");
    }

    @Test
    void clientReadsNothingInIt() {
        Answer refusal = untilRefused(server.from(address), ANONYMOUS);
        String id = refusal.at("/requestId");

        assertThat(id).startsWith("d-");
        String bytes = new String(Base64.getUrlDecoder().decode(id.substring(2)), StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("default").doesNotContain(address);
    }

    @Test
    void whatTheServerDidNotSealIsNotFound() {
        String id = untilRefused(server.from(address), ANONYMOUS).at("/requestId");
        char last = id.charAt(20) == 'A' ? 'B' : 'A';
        String altered = id.substring(0, 20) + last + id.substring(21);

        assertThat(admin.get(DECISIONS + altered).status()).isEqualTo(404);
        assertThat(admin.get(DECISIONS + "d-").status()).isEqualTo(404);
        assertThat(admin.get(DECISIONS + "d-%00%FF").status()).isIn(400, 404);
        assertThat(admin.get(DECISIONS + "0123456789abcdef0123456789abcdef").status()).isEqualTo(404);
        assertThat(admin.post(DECISIONS + altered + "/undo", Map.of("reason", "x")).status()).isEqualTo(404);
        assertThat(admin.post(DECISIONS + id + "/undo", Map.of()).status()).isEqualTo(400);
    }

    @Test
    void peopleMayNotAsk() {
        String id = untilRefused(server.from(address), ANONYMOUS).at("/requestId");
        ApiClient person = server.from(freshAddress()).as(server.person().token());

        assertThat(person.get(DECISIONS + id).status()).isEqualTo(403);
        JsonNode event = new Events(admin).await("type=authz_fail");
        assertThat(event.at("/details/endpoint").asString()).isEqualTo("GET " + DECISIONS + "{requestId}");
    }

    @Test
    void holdsAfterARestart(@TempDir Path folder) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        ManualClock clock = new ManualClock();
        Answer refusal;
        try (GuardedServer first = GuardedServer.start(clock, settings, folder)) {
            first.ban(address);
            refusal = first.from(address).get(ANONYMOUS);
        }
        try (GuardedServer second = GuardedServer.start(clock, settings, folder)) {
            ApiClient afterwards = second.from(freshAddress()).asAdmin();
            Answer answer = afterwards.get(DECISIONS + refusal.at("/requestId"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("/ip")).isEqualTo(address);
            assertThat(afterwards.post(answer.at("/undo/path"), Map.of("reason", "ours")).status()).isEqualTo(204);
            assertThat(second.from(address).get(ANONYMOUS).status()).isEqualTo(200);
        }
    }

    @Test
    void budgetsOfClientsAreExplainedToo() {
        // Only detection, so that the address is not banned for what it did.
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.layers", "detection,events");
        try (GuardedServer lenient = GuardedServer.start(settings)) {
            ApiClient boss = lenient.from(freshAddress()).asAdmin();
            String email = People.freshEmail();
            for (int i = 0; i < 5; i++) {
                lenient.from(address).logIn(email, "wrong" + i);
            }
            Answer refusal = lenient.from(address).logIn(email, "one more");
            assertThat(refusal.status()).isEqualTo(429);
            Answer decision = boss.get(DECISIONS + refusal.at("/requestId"));
            assertThat(decision.at("/rule")).isEqualTo("login-client");
            assertThat(decision.at("/counters/limit")).isEqualTo("5");
            lenient.clock().advance(Duration.ofSeconds(1));
            assertThat(boss.post(decision.at("/undo/path"), Map.of("reason", "ours")).status()).isEqualTo(204);
            assertThat(lenient.from(address).logIn(email, "one more").status()).isEqualTo(401);
        }
    }
}
