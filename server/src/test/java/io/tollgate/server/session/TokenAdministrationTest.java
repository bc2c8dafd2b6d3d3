package io.tollgate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Tokens as an admin sees, revokes and cleans them up.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class TokenAdministrationTest {
    private static final String TOKENS = "/api/admin/tokens";
    private static final String CLEANUP = "/api/admin/maintenance/cleanup";

    private static ManualClock clock;
    private static TestServer server;
    private static ApiClient client;
    private static ApiClient admin;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.layers", "events");
        clock = new ManualClock();
        server = TestServer.start(clock, settings);
        client = server.client();
        admin = client.asAdmin();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static List<JsonNode> tokens(String query) {
        Answer answer = admin.get(TOKENS + "?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("tokens").spliterator(), false).toList();
    }

    private static void later(Duration time) {
        clock.advance(time);
        admin = client.asAdmin();
    }

    @Test
    void listShowsTokensByPersonAndStatusAndNeverTheTokens() {
        Answer signUp = client.signUp(People.freshEmail());
        String next = client.refresh(signUp.at("/refreshToken")).at("/refreshToken");
        String ofPerson = "userId=" + signUp.at("/user/id");

        assertThat(tokens(ofPerson)).hasSize(2);
        assertThat(tokens(ofPerson + "&status=active")).hasSize(1);
        assertThat(tokens(ofPerson + "&status=rotated")).hasSize(1);
        assertThat(tokens(ofPerson + "&status=revoked")).isEmpty();
        assertThat(admin.get(TOKENS + "?" + ofPerson).text())
                .doesNotContain(next)
                .doesNotContain(signUp.at("/refreshToken"));
        assertThat(admin.get(TOKENS + "?status=good").status()).isEqualTo(400);
        assertThat(admin.get(TOKENS + "?userId=me").status()).isEqualTo(400);
    }

    @Test
    void revokingATokenEndsItsSessionAtOnce() {
        Answer signUp = client.signUp(People.freshEmail());
        String id = tokens("userId=" + signUp.at("/user/id")).getFirst().get("id").asString();

        Answer revoked = admin.post(TOKENS + "/" + id + "/revoke", Map.of("reason", "lost laptop"));

        assertThat(revoked.status()).as(revoked.text()).isEqualTo(200);
        assertThat(revoked.at("/status")).isEqualTo("revoked");
        assertThat(client.as(signUp.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(401);
        assertThat(client.refresh(signUp.at("/refreshToken")).status()).isEqualTo(401);
        JsonNode event = new Events(admin).await("type=session_ended&userId=" + signUp.at("/user/id"));
        assertThat(event.at("/details/said").asString()).isEqualTo("lost laptop");
        assertThat(admin.post(TOKENS + "/" + id + "/revoke", Map.of("reason", "again")).status()).isEqualTo(409);
    }

    @Test
    void onlyAdminsMay() {
        ApiClient person = client.signedUp(People.freshEmail());

        assertThat(person.get(TOKENS).status()).isEqualTo(403);
        assertThat(person.get(TOKENS + "/stats").status()).isEqualTo(403);
        assertThat(person.post(CLEANUP, Map.of()).status()).isEqualTo(403);
    }

    @Test
    void statisticsCount() {
        long before = admin.get(TOKENS + "/stats").json().get("active").asLong();

        client.signUp(People.freshEmail());

        Answer after = admin.get(TOKENS + "/stats");
        assertThat(after.json().get("active").asLong()).isEqualTo(before + 1);
        assertThat(after.json().get("sessions").asLong()).isPositive();
    }

    @Nested
    class CleanUp {

        @Test
        void dryRunRemovesNothing() {
            Answer signUp = client.signUp(People.freshEmail());
            later(Duration.ofDays(31));

            Answer dry = admin.post(CLEANUP, Map.of("types", List.of("tokens"), "dryRun", true));

            assertThat(dry.status()).as(dry.text()).isEqualTo(200);
            assertThat(dry.json().at("/removed/tokens").asLong()).isPositive();
            assertThat(dry.json().get("dryRun").asBoolean()).isTrue();
            assertThat(tokens("userId=" + signUp.at("/user/id"))).hasSize(1);
        }

        @Test
        void removesExpiredTokensThenTheirSessions() {
            Answer signUp = client.signUp(People.freshEmail());
            later(Duration.ofDays(38));

            Answer run = admin.post(CLEANUP, Map.of());

            assertThat(run.json().at("/removed/tokens").asLong()).isPositive();
            assertThat(run.json().at("/removed/sessions").asLong()).isPositive();
            assertThat(run.at("/state")).isEqualTo("finished");
            assertThat(tokens("userId=" + signUp.at("/user/id"))).isEmpty();
            Answer status = admin.get(CLEANUP + "/status");
            assertThat(status.at("/state")).isEqualTo("finished");
            assertThat(status.at("/finishedAt")).isNotEmpty();
            new Events(admin).await("type=authz_admin");
        }

        @Test
        void keepsWhatWasRevokedForSevenDays() {
            Answer signUp = client.signUp(People.freshEmail());
            client.as(signUp.at("/accessToken")).post("/api/auth/logout");
            later(Duration.ofDays(6));
            admin.post(CLEANUP, Map.of("types", List.of("revoked")));
            assertThat(tokens("userId=" + signUp.at("/user/id"))).hasSize(1);

            later(Duration.ofDays(2));
            admin.post(CLEANUP, Map.of("types", List.of("revoked")));

            assertThat(tokens("userId=" + signUp.at("/user/id"))).isEmpty();
        }

        @Test
        void livingSessionsStay() {
            Answer signUp = client.signUp(People.freshEmail());

            admin.post(CLEANUP, Map.of());

            assertThat(client.refresh(signUp.at("/refreshToken")).status()).isEqualTo(200);
        }

        @Test
        void unknownTypesAreRefused() {
            assertThat(admin.post(CLEANUP, Map.of("types", List.of("users"))).status()).isEqualTo(400);
            assertThat(admin.post(CLEANUP, Map.of("types", "tokens")).status()).isEqualTo(400);
            assertThat(admin.post(CLEANUP, Map.of("dryRun", "yes")).status()).isEqualTo(400);
        }
    }
}
