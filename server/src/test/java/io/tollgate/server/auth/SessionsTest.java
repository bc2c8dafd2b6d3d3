package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SessionsTest {
    private static ManualClock clock;
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    private String email;
    private ApiClient first;
    private String refreshToken;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        clock = new ManualClock();
        server = TestServer.start(clock, database.freshSettings());
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signUp() {
        email = People.freshEmail();
        Answer signedUp = client.signUp(email);
        first = client.as(signedUp.at("/accessToken"));
        refreshToken = signedUp.at("/refreshToken");
    }

    private ApiClient logIn(String deviceName) {
        clock.advance(Duration.ofMillis(5));
        return client.as(client.post(
                        "/api/auth/login", Map.of("email", email, "password", PASSWORD, "deviceName", deviceName))
                .at("/accessToken"));
    }

    private static List<JsonNode> list(ApiClient person) {
        return sessions(person.get("/api/auth/sessions"));
    }

    private static List<JsonNode> sessions(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("sessions").spliterator(), false).toList();
    }

    private static String currentOf(ApiClient person) {
        return list(person).stream()
                .filter(session -> session.get("current").asBoolean())
                .map(session -> session.get("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private static int me(ApiClient person) {
        return person.get("/api/auth/me").status();
    }

    @Test
    void areListedNewestFirstWithTheCurrentOneMarked() {
        ApiClient phone = logIn("Phone");
        logIn("Laptop");

        List<JsonNode> listed = list(phone);

        assertThat(listed).extracting(s -> s.get("deviceName").asString("")).containsExactly("Laptop", "Phone", "");
        assertThat(listed).extracting(s -> s.get("current").asBoolean()).containsExactly(false, true, false);
        assertThat(listed).extracting(s -> s.get("ip").asString()).containsOnly("127.0.0.1");
        assertThat(listed.getFirst().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "deviceName", "userAgent", "ip", "createdAt", "lastUsedAt", "current");
    }

    @Test
    void comeInPagesThatNeitherRepeatNorSkip() {
        for (int i = 0; i < 4; i++) {
            logIn("Device " + i);
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = first.get("/api/auth/sessions?limit=2" + cursor);
            sessions(page).forEach(session -> seen.add(session.get("id").asString()));
            JsonNode next = page.json().get("nextCursor");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(seen).isEqualTo(list(first).stream().map(s -> s.get("id").asString()).toList());
    }

    @Test
    void endedOneLosesItsAccessTokenAtOnceAndOthersLive() {
        ApiClient phone = logIn("Phone");
        ApiClient laptop = logIn("Laptop");

        assertThat(first.delete("/api/auth/sessions/" + currentOf(phone)).status()).isEqualTo(204);

        assertThat(phone.get("/api/auth/me").code()).isEqualTo("invalid_token");
        assertThat(me(laptop)).isEqualTo(200);
        assertThat(me(first)).isEqualTo(200);
        assertThat(list(first)).hasSize(2);
    }

    @Test
    void endedOneCannotBeEndedAgain() {
        String id = currentOf(logIn("Phone"));
        first.delete("/api/auth/sessions/" + id);

        assertThat(first.delete("/api/auth/sessions/" + id).status()).isEqualTo(404);
    }

    @Test
    void ofSomebodyElseAreAsIfTheyDidNotExist() {
        ApiClient other = client.signedUp(People.freshEmail());

        Answer foreign = other.delete("/api/auth/sessions/" + currentOf(first));
        Answer unknown = other.delete("/api/auth/sessions/" + UUID.randomUUID());

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.withoutRequestId()).isEqualTo(unknown.withoutRequestId());
        assertThat(me(first)).isEqualTo(200);
        assertThat(list(other)).hasSize(1);
    }

    @Test
    void logoutEndsThisOneOnly() {
        Answer login = client.logIn(email, PASSWORD);
        ApiClient phone = client.as(login.at("/accessToken"));

        assertThat(phone.post("/api/auth/logout").status()).isEqualTo(204);

        assertThat(me(phone)).isEqualTo(401);
        assertThat(client.refresh(login.at("/refreshToken")).code()).isEqualTo("invalid_token");
        assertThat(me(first)).isEqualTo(200);
    }

    @Test
    void logoutEverywhereEndsAllOfThisPersonOnly() {
        ApiClient phone = logIn("Phone");
        ApiClient other = client.signedUp(People.freshEmail());

        assertThat(phone.post("/api/auth/logout-all").status()).isEqualTo(204);

        assertThat(List.of(me(phone), me(first), me(other))).containsExactly(401, 401, 200);
    }

    @Test
    void expiredOnesAreNeitherListedNorEnded() {
        String expired = list(first).getFirst().get("id").asString();
        clock.advance(Duration.ofDays(30));
        ApiClient phone = logIn("Phone");

        assertThat(list(phone)).hasSize(1);
        assertThat(phone.delete("/api/auth/sessions/" + expired).status()).isEqualTo(404);
    }

    @Test
    void expiredOnesTakeNoPlaceOfTheHundred() {
        for (int i = 0; i < 60; i++) {
            logIn("Old " + i);
        }
        clock.advance(Duration.ofDays(30));
        ApiClient phone = logIn("Phone");
        for (int i = 0; i < 49; i++) {
            logIn("New " + i);
        }

        assertThat(me(phone)).isEqualTo(200);
    }

    @Test
    void ofAPersonWhoHasAHundredTheOneUsedLeastLatelyMakesRoom() {
        for (int i = 0; i < 99; i++) {
            logIn("Phone " + i);
        }
        assertThat(list(first)).hasSize(50);
        clock.advance(Duration.ofMinutes(1));
        first = client.as(client.refresh(refreshToken).at("/accessToken"));

        ApiClient last = logIn("One too many");

        assertThat(first.get("/api/auth/me").status()).isEqualTo(200);
        List<String> names = sessions(last.get("/api/auth/sessions?limit=200")).stream()
                .map(session -> session.get("deviceName").asString())
                .toList();
        assertThat(names).hasSize(100).contains("One too many", "Phone 1").doesNotContain("Phone 0");
    }
}
