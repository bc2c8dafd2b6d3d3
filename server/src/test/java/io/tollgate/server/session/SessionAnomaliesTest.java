package io.tollgate.server.session;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What a session does that its owner would hardly do.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SessionAnomaliesTest {
    private static final AtomicInteger HOSTS = new AtomicInteger();

    private static Path countries;
    private static ManualClock clock;
    private static TestServer server;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) throws IOException {
        countries = Files.createTempFile("countries", ".csv");
        Files.writeString(countries, """
                # network,country
                10.1.0.0/16,DE
                10.2.0.0/16,NZ
                10.3.0.0/16,FR
                """);
        clock = new ManualClock();
        server = TestServer.start(clock, settings(database));
    }

    private static Map<String, String> settings(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.layers", "all");
        settings.put("guard.limits.signup", "1000/1h");
        settings.put("guard.limits.default", "10000/1h");
        settings.put("guard.limits.admin", "10000/1m");
        settings.put("trusted-proxies", "127.0.0.0/8");
        settings.put("geo.database", countries.toString());
        return settings;
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        server.close();
        Files.deleteIfExists(countries);
    }

    private static ApiClient from(String country) {
        int host = HOSTS.incrementAndGet();
        String network =
                switch (country) {
                    case "DE" -> "10.1.";
                    case "NZ" -> "10.2.";
                    case "FR" -> "10.3.";
                    default -> "10.9.";
                };
        return server.client().with("X-Forwarded-For", network + host / 250 + "." + host % 250);
    }

    /// Signed in anew each time, for the clock may have moved on since.
    private static Events events() {
        return new Events(server.client().asAdmin());
    }

    private static JsonNode event(String type, Answer signUp) {
        return events().await("type=" + type + "&userId=" + signUp.at("/user/id"));
    }

    @Test
    void eleventhRefreshInTenMinutesEndsTheSession() {
        ApiClient client = from("DE");
        Answer signUp = client.signUp(People.freshEmail());
        String token = signUp.at("/refreshToken");
        for (int i = 0; i < 10; i++) {
            token = client.refresh(token).at("/refreshToken");
        }

        Answer refused = client.refresh(token);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("invalid_token");
        assertThat(client.as(signUp.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(401);
        JsonNode event = event("authn_rapid_refresh", signUp);
        assertThat(event.at("/severity").asString()).isEqualTo("high");
        assertThat(event.at("/details/sessionEnded").asString()).isEqualTo("true");
        assertThat(client.get("/.well-known/jwks.json").status()).as("not banned").isEqualTo(200);
    }

    @Test
    void twoHundredTabsAtOnceLoseNobody() {
        ApiClient client = from("DE");
        Answer signUp = client.signUp(People.freshEmail());

        List<Answer> answers = Together.run(200, _ -> client.refresh(signUp.at("/refreshToken")));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(answer -> answer.at("/refreshToken")).distinct()).hasSize(1);
    }

    @Test
    void sessionThatChangesItsCountryMustLogInAgain() {
        String email = People.freshEmail();
        Answer signUp = from("DE").signUp(email);
        clock.advance(Duration.ofDays(2));

        Answer refused = from("NZ").refresh(signUp.at("/refreshToken"));

        assertThat(refused.status()).isEqualTo(401);
        JsonNode event = event("authn_impossible_travel", signUp);
        assertThat(event.at("/details/from").asString()).isEqualTo("DE");
        assertThat(event.at("/details/to").asString()).isEqualTo("NZ");
        assertThat(event.at("/details/within").asString()).isEqualTo("session");
        assertThat(from("NZ").logIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void sessionThatStaysInItsCountryOrIsNowhereGoesOn() {
        Answer signUp = from("DE").signUp(People.freshEmail());

        Answer second = from("DE").refresh(signUp.at("/refreshToken"));
        assertThat(second.status()).isEqualTo(200);
        Answer third = from("nowhere").refresh(second.at("/refreshToken"));
        assertThat(third.status()).isEqualTo(200);
        assertThat(from("FR").refresh(third.at("/refreshToken")).status()).isEqualTo(200);
    }

    @Test
    void loginSoonerThanOneCanTravelIsAnEventAndNoRefusal() {
        String email = People.freshEmail();
        Answer signUp = from("DE").signUp(email);
        clock.advance(Duration.ofHours(3));

        assertThat(from("NZ").logIn(email, PASSWORD).status()).isEqualTo(200);

        JsonNode event = event("authn_impossible_travel", signUp);
        assertThat(event.at("/details/within").asString()).isEqualTo("login");
    }

    @Test
    void loginAfterAFlightIsNothing() {
        String email = People.freshEmail();
        Answer signUp = from("DE").signUp(email);
        clock.advance(Duration.ofHours(30));

        from("NZ").logIn(email, PASSWORD);

        event("authn_login_success", signUp);
        assertThat(events().find("type=authn_impossible_travel&userId=" + signUp.at("/user/id")))
                .isEmpty();
    }

    @Test
    void anOlderSessionInUseTellsWhereOneIs() {
        String email = People.freshEmail();
        ApiClient phone = from("DE");
        Answer signUp = phone.signUp(email);
        clock.advance(Duration.ofDays(1));
        from("DE").logIn(email, PASSWORD);
        clock.advance(Duration.ofHours(30));
        phone.refresh(signUp.at("/refreshToken"));
        clock.advance(Duration.ofMinutes(5));

        from("NZ").logIn(email, PASSWORD);

        assertThat(event("authn_impossible_travel", signUp).at("/details/to").asString()).isEqualTo("NZ");
    }

    @Test
    void thirdNewDeviceWithinAnHourIsAnEvent() {
        String email = People.freshEmail();
        ApiClient client = from("DE");
        Answer signUp = client.signUp(email);
        client.logIn(email, PASSWORD);
        event("authn_login_success", signUp);
        assertThat(events().find("type=authn_new_devices&userId=" + signUp.at("/user/id")))
                .isEmpty();

        client.logIn(email, PASSWORD);

        assertThat(event("authn_new_devices", signUp).at("/details/devices").asString()).startsWith("3");
    }

    @Test
    void replayEndsTheFamilyAndBansNeither() {
        ApiClient owner = from("DE");
        ApiClient thief = from("DE");
        Answer signUp = owner.signUp(People.freshEmail());
        String stolen = signUp.at("/refreshToken");
        String next = owner.refresh(stolen).at("/refreshToken");
        clock.advance(Duration.ofSeconds(11));

        assertThat(thief.refresh(stolen).status()).isEqualTo(401);

        assertThat(owner.refresh(next).status()).isEqualTo(401);
        JsonNode event = event("authn_token_reuse", signUp);
        assertThat(event.at("/sessionId").asString()).isNotEmpty();
        assertThat(thief.get("/.well-known/jwks.json").status()).isEqualTo(200);
        assertThat(owner.get("/.well-known/jwks.json").status()).isEqualTo(200);
    }

    @Test
    void watchedRulesAreOnlyRecorded() {
        Map<String, String> settings = settings(database);
        settings.putAll(database.freshSettings());
        settings.put("guard.monitor-rules", "refresh,travel");
        try (TestServer watching = TestServer.start(clock, settings)) {
            ApiClient german = watching.client().with("X-Forwarded-For", "10.1.7.7");
            Answer signUp = german.signUp(People.freshEmail());
            String token = signUp.at("/refreshToken");
            for (int i = 0; i < 12; i++) {
                Answer answer = german.refresh(token);
                assertThat(answer.status()).isEqualTo(200);
                token = answer.at("/refreshToken");
            }
            Answer moved = watching.client().with("X-Forwarded-For", "10.2.7.7").refresh(token);
            assertThat(moved.status()).isEqualTo(200);
            Events events = new Events(watching.client().asAdmin());
            for (String type : List.of("authn_rapid_refresh", "authn_impossible_travel")) {
                assertThat(events.await("type=" + type).at("/details/monitored").asString()).isEqualTo("true");
            }
        }
    }
}
