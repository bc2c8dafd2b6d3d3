package io.tollgate.server.account;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
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
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UserAdministrationTest {
    private static TestServer server;
    private static ApiClient client;
    private static ApiClient admin;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("guard.layers", "events");
        server = TestServer.start(new ManualClock(), settings);
        client = server.client();
        admin = client.asAdmin();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private record Person(String id, String email, ApiClient client, String refreshToken) {}

    private static Person person() {
        String email = People.freshEmail();
        Answer answer = client.signUp(email);
        return new Person(
                answer.at("/user/id"), email, client.as(answer.at("/accessToken")), answer.at("/refreshToken"));
    }

    private static Answer giveRole(ApiClient by, String id, String role) {
        return by.post("/api/admin/users/" + id + "/role", Map.of("role", role));
    }

    @Nested
    class Access {

        @ParameterizedTest
        @ValueSource(strings = {"user", "analyst", "moderator"})
        void isForbiddenBelowAdmin(String role) {
            Person person = person();
            giveRole(admin, person.id(), role);

            assertThat(person.client().get("/api/admin/users").code()).isEqualTo("forbidden");
            assertThat(person.client().get("/api/admin/users/" + person.id()).status()).isEqualTo(403);
            assertThat(giveRole(person.client(), person.id(), "admin").status()).isEqualTo(403);
            assertThat(person.client().post("/api/admin/users/" + person.id() + "/disable").status()).isEqualTo(403);
            assertThat(person.client().get("/api/auth/me").at("/role")).isEqualTo(role);
        }

        @Test
        void withoutTokenIsRefused() {
            assertThat(client.get("/api/admin/users").code()).isEqualTo("invalid_token");
        }

        @Test
        void showsUsersWithoutTheirHashes() {
            Person person = person();

            Answer one = admin.get("/api/admin/users/" + person.id());
            Answer list = admin.get("/api/admin/users?email=" + person.email());

            assertThat(one.at("/email")).isEqualTo(person.email());
            assertThat(list.at("/users/0/id")).isEqualTo(person.id());
            assertThat(one.text() + list.text()).doesNotContainIgnoringCase("argon2").doesNotContain("hash");
            assertThat(admin.get("/api/admin/users/" + UUID.randomUUID()).status()).isEqualTo(404);
        }
    }

    @Nested
    class RoleChange {

        @Test
        void takesEffectOnTokensThatExist() {
            Person person = person();
            assertThat(person.client().get("/api/admin/users").status()).isEqualTo(403);

            assertThat(giveRole(admin, person.id(), "admin").at("/role")).isEqualTo("admin");
            assertThat(person.client().get("/api/admin/users").status()).isEqualTo(200);

            giveRole(admin, person.id(), "user");
            assertThat(person.client().get("/api/admin/users").status()).isEqualTo(403);
        }

        @Test
        void toTheRoleThatHeHasIsNone() {
            Person person = person();
            String his = "userId=" + person.id();
            assertThat(giveRole(admin, person.id(), "user").status()).isEqualTo(200);

            assertThat(giveRole(admin, person.id(), "analyst").status()).isEqualTo(200);

            Events events = new Events(admin);
            Eventually.within(
                    Duration.ofSeconds(10), "the change is noted", () -> roles(events, his).contains("analyst"));
            assertThat(roles(events, his)).containsExactly("analyst");
        }

        private static List<String> roles(Events events, String person) {
            return events.find("type=authz_change&" + person).stream()
                    .map(event -> event.at("/details/role").asString())
                    .toList();
        }

        @Test
        void toUnknownRoleIsRefused() {
            Person person = person();

            assertThat(giveRole(admin, person.id(), "root").code()).isEqualTo("invalid_request");
            assertThat(giveRole(admin, person.id(), "ADMIN").code()).isEqualTo("invalid_request");
        }

        @Test
        void ofUnknownAccountIsNotFound() {
            assertThat(giveRole(admin, UUID.randomUUID().toString(), "user").status()).isEqualTo(404);
        }
    }

    @Nested
    class Disabling {

        @Test
        void endsSessionsAndForbidsLogin() {
            Person person = person();

            Answer answer = admin.post("/api/admin/users/" + person.id() + "/disable");

            assertThat(answer.json().at("/disabled").asBoolean()).isTrue();
            assertThat(person.client().get("/api/auth/me").status()).isEqualTo(401);
            assertThat(client.refresh(person.refreshToken()).status()).isEqualTo(401);
            Answer refused = client.logIn(person.email(), PASSWORD);
            Answer wrong = client.logIn(person().email(), "not the right passphrase");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.withoutRequestId()).isEqualTo(wrong.withoutRequestId());
            assertThat(refused.headers().map().keySet()).isEqualTo(wrong.headers().map().keySet());
        }

        @Test
        void isUndoneByEnabling() {
            Person person = person();
            admin.post("/api/admin/users/" + person.id() + "/disable");

            assertThat(admin.post("/api/admin/users/" + person.id() + "/enable").status()).isEqualTo(200);

            assertThat(client.logIn(person.email(), PASSWORD).status()).isEqualTo(200);
            assertThat(person.client().get("/api/auth/me").status()).isEqualTo(401);
        }

        @Test
        void ofWhoeverIsDisabledAlreadyIsNoAct() {
            Person person = person();
            String path = "/api/admin/users/" + person.id();
            String his = "&userId=" + person.id();
            assertThat(admin.post(path + "/enable").status()).isEqualTo(200);

            admin.post(path + "/disable");
            assertThat(admin.post(path + "/disable").json().at("/disabled").asBoolean()).isTrue();
            admin.post(path + "/enable");

            Events events = new Events(admin);
            assertThat(events.await("type=user_enabled" + his).at("/count").asInt()).isEqualTo(1);
            assertThat(events.find("type=user_enabled" + his)).hasSize(1);
            assertThat(events.await("type=user_disabled" + his).at("/count").asInt()).isEqualTo(1);
            assertThat(events.find("type=user_disabled" + his)).hasSize(1);
        }

        @Test
        void racingWithLoginsLeavesNoSessionBehind() {
            Person person = person();

            List<Answer> answers = Together.run(9, i -> i == 4
                    ? admin.post("/api/admin/users/" + person.id() + "/disable")
                    : client.logIn(person.email(), PASSWORD));

            answers.stream().filter(answer -> !answer.at("/accessToken").isEmpty()).forEach(login -> {
                assertThat(client.as(login.at("/accessToken")).get("/api/auth/me").status()).isEqualTo(401);
                assertThat(client.refresh(login.at("/refreshToken")).status()).isEqualTo(401);
            });
        }
    }

    @Nested
    class LastAdmin {

        private static final String ME = "/api/auth/me";

        @Test
        void canNeitherBeDemotedNorDisabled() {
            String id = admin.get(ME).at("/id");

            assertThat(giveRole(admin, id, "user").code()).isEqualTo("conflict");
            assertThat(admin.post("/api/admin/users/" + id + "/disable").code()).isEqualTo("conflict");

            assertThat(admin.get("/api/admin/users").status()).isEqualTo(200);
        }

        @Test
        void remainsWhenTwoDemoteEachOtherAtOnce() {
            for (int round = 0; round < 10; round++) {
                Person other = person();
                giveRole(admin, other.id(), "admin");
                String own = admin.get(ME).at("/id");

                List<Answer> answers = Together.run(2, i -> i == 0
                        ? giveRole(admin, other.id(), "user")
                        : giveRole(other.client(), own, "user"));

                assertThat(answers).extracting(Answer::status).containsOnlyOnce(200);
                boolean firstRemains = admin.get("/api/admin/users").status() == 200;
                boolean otherRemains = other.client().get("/api/admin/users").status() == 200;
                assertThat(firstRemains).isNotEqualTo(otherRemains);
                if (otherRemains) {
                    giveRole(other.client(), own, "admin");
                    giveRole(admin, other.id(), "user");
                }
            }
        }

        @Test
        void doesNotCountDisabledAdmins() {
            Person other = person();
            giveRole(admin, other.id(), "admin");
            admin.post("/api/admin/users/" + other.id() + "/disable");

            assertThat(giveRole(admin, admin.get(ME).at("/id"), "user").status()).isEqualTo(409);

            giveRole(admin, other.id(), "user");
        }
    }
}
