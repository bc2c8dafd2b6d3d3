package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What each thing that the guard notices leaves behind: an event, another score, a ban.
class SignalEventsTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";
    private static final String OTHER_ANONYMOUS = "/openapi.yaml";
    private static final int NEUTRAL = 50;
    private static final int LIMIT = 60;

    private static GuardedServer server;

    private final String address = freshAddress();

    @BeforeAll
    static void start() {
        server = GuardedServer.start(
                Map.of("guard.limits.default", LIMIT + "/10m", "guard.limits.admin", "none"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private ApiClient client() {
        return server.from(address);
    }

    /// Signed in anew each time, for the clock may have moved on since.
    private JsonNode event(String type) {
        Events events = new Events(server.from(freshAddress()).asAdmin());
        return events.await("type=" + type + "&ip=" + address);
    }

    /// @return the event
    private JsonNode assertLeaves(String type, String severity, int score) {
        JsonNode event = event(type);
        assertThat(event.at("/severity").asString()).isEqualTo(severity);
        assertThat(server.score(address).orElse(NEUTRAL)).isEqualTo(score);
        return event;
    }

    private void assertBanned() {
        assertThat(client().get(ANONYMOUS).code()).isEqualTo("ip_banned");
        JsonNode ban = event("address_banned");
        assertThat(ban.at("/severity").asString()).isEqualTo("high");
        assertThat(ban.at("/details/automatic").asString()).isEqualTo("true");
    }

    private void assertNotBanned() {
        assertThat(client().get(ANONYMOUS).status()).isNotEqualTo(403);
    }

    @Nested
    class Guesses {

        /// Fails once at each of so many accounts.
        private void failAt(int accounts) {
            for (int i = 0; i < accounts; i++) {
                assertThat(client().logIn(People.freshEmail(), "a popular password").status()).isEqualTo(401);
            }
        }

        @Test
        void wrongOneIsRecorded() {
            client().logIn(People.freshEmail(), "a wrong guess");

            assertLeaves("authn_login_fail", "low", NEUTRAL);
            assertNotBanned();
        }

        @Test
        void rightOneEarnsReputation() {
            client().logIn(server.person().email(), PASSWORD);

            assertLeaves("authn_login_success", "info", 55);
            assertNotBanned();
        }

        @Test
        void fiveAtOneAccountBanTheAddress() {
            String email = People.freshEmail();
            for (int i = 0; i < 5; i++) {
                client().logIn(email, "wrong guess " + i);
            }

            JsonNode event = assertLeaves("authn_login_fail_max", "high", 0);
            assertThat(event.at("/details/rule").asString()).isEqualTo("login-client");
            assertBanned();
        }

        @Test
        void thirtyAtFewAccountsAreOverALimit() {
            for (int account = 0; account < 8; account++) {
                String email = People.freshEmail();
                int guesses = account < 7 ? 4 : 2;
                for (int i = 0; i < guesses; i++) {
                    client().logIn(email, "wrong guess " + i);
                }
            }

            JsonNode event = assertLeaves("authn_login_fail_max", "high", 45);
            assertThat(event.at("/details/rule").asString()).isEqualTo("login-address");
            assertNotBanned();
        }

        @Test
        void atNineAccountsAreNoSpraying() {
            failAt(9);

            assertLeaves("authn_login_fail", "low", NEUTRAL);
            assertNotBanned();
        }

        @Test
        void atTenAccountsBanTheAddress() {
            failAt(10);

            JsonNode event = assertLeaves("authn_password_spraying", "high", 0);
            assertThat(event.at("/details/rule").asString()).isEqualTo("login-spray");
            assertBanned();
        }

        @Test
        void atFortyAccountsSlowlyBanTheAddress() {
            for (int i = 0; i < 40; i++) {
                server.clock().advance(Duration.ofMinutes(2));
                failAt(1);
            }

            JsonNode event = assertLeaves("authn_password_spraying", "high", 0);
            assertThat(event.at("/details/rule").asString()).isEqualTo("login-spray-slow");
            assertBanned();
        }

        @Test
        void ofManyAddressesAtOneAccountLockStrangersOutAndBanNone() {
            Person victim = server.person();
            for (int i = 0; i < 19; i++) {
                server.from(freshAddress()).logIn(victim.email(), "wrong guess " + i);
            }
            client().logIn(victim.email(), "the twentieth wrong guess");

            JsonNode event = assertLeaves("authn_login_lock", "high", NEUTRAL);
            assertThat(event.at("/userId").asString()).isEqualTo(victim.signUp().at("/user/id"));
            assertThat(server.from(freshAddress()).logIn(victim.email(), PASSWORD).status()).isEqualTo(429);
            assertNotBanned();
        }
    }

    @Nested
    class Requests {

        private void ask(ApiClient client, int times) {
            for (int i = 0; i < times; i++) {
                client.get(ANONYMOUS);
            }
        }

        @Test
        void fiftyToOneEndpointAreThoseOfABot() {
            ask(client(), 50);

            assertLeaves("malicious_bot", "warning", 25);
            assertNotBanned();
        }

        @Test
        void thatAnotherSitesPageMakesAreHeldAgainstNobody() {
            ask(client().with("Sec-Fetch-Site", "cross-site"), 50);

            assertLeaves("excess_rate_limit_exceeded", "warning", NEUTRAL);
            assertNotBanned();
        }

        @Test
        void overALimitCostAFewPoints() {
            for (int i = 0; i <= LIMIT / 2; i++) {
                client().get(ANONYMOUS);
                client().get(OTHER_ANONYMOUS);
            }

            JsonNode event = assertLeaves("excess_rate_limit_exceeded", "warning", 45);
            assertThat(event.at("/details/rule").asString()).isEqualTo("default");
            assertNotBanned();
        }

        @Test
        void ofAPersonOverALimitAreHeldAgainstNobody() {
            ApiClient person = client().as(server.person().token());
            for (int i = 0; i <= LIMIT; i++) {
                person.get("/api/auth/me");
            }

            assertLeaves("excess_rate_limit_exceeded", "warning", NEUTRAL);
            assertNotBanned();
        }

        @Test
        void ofAnAttackToolCostAFewPointsOnce() {
            ask(client().with("User-Agent", "sqlmap/1.8"), 3);

            assertLeaves("malicious_attack_tool", "warning", 45);
            assertNotBanned();
        }

        @Test
        void toSignUpThatGoOnAfterNineRefusalsBanTheAddress() {
            for (int i = 0; i < 3; i++) {
                assertThat(client().signUp(People.freshEmail()).status()).isEqualTo(201);
            }
            for (int i = 0; i < 10; i++) {
                assertThat(client().signUp(People.freshEmail()).status()).isEqualTo(429);
            }

            // Being over the limit of sign-ups has cost it five points before.
            assertLeaves("malicious_signup_flood", "warning", 15);
            assertBanned();
        }
    }

    @Test
    void changedPasswordIsRecorded() {
        Person person = server.person();
        Answer answer = client().as(person.token())
                .post("/api/auth/password", Map.of("currentPassword", PASSWORD, "newPassword", PASSWORD + "!"));
        assertThat(answer.status()).isEqualTo(204);

        JsonNode event = event("authn_password_change");

        assertThat(event.at("/severity").asString()).isEqualTo("info");
        assertThat(event.at("/userId").asString()).isEqualTo(person.signUp().at("/user/id"));
        assertThat(event.at("/sessionId").asString()).isNotEmpty();
    }
}
