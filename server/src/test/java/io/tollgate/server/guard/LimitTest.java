package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Together;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The limits as they are without settings.
class LimitTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";
    private static final String OTHER_ANONYMOUS = "/openapi.yaml";

    private static GuardedServer server;

    private final String address = freshAddress();

    @BeforeAll
    static void start() {
        server = GuardedServer.start(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static long count(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    private static void assertThrottled(Answer answer) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    @Nested
    class OfAPerson {

        @Test
        void isSixHundredRequestsAndNobodyElsesBehindTheSameAddress() {
            ApiClient ann = server.from(address).as(server.person().token());
            ApiClient bob = server.from(address).as(server.person().token());

            List<Answer> answers = Together.run(700, _ -> ann.get("/api/auth/me"));

            assertThat(count(answers, 200)).isEqualTo(600);
            assertThat(count(answers, 429)).isEqualTo(100);
            assertThrottled(ann.get("/api/auth/me"));
            assertThat(bob.get("/api/auth/me").status()).isEqualTo(200);
        }

        @Test
        void followsHimToAnotherAddress() {
            String token = server.person().token();
            Together.run(600, _ -> server.from(address).as(token).get("/api/auth/me"));

            assertThrottled(server.from(freshAddress()).as(token).get("/api/auth/me"));
        }

        @Test
        void onUploadsIsFiftyAndARefusedOneStoresNothing() {
            ApiClient person = server.from(address).as(server.person().token());

            List<Answer> answers = Together.run(60, i -> person.upload("file" + i, new byte[10]));

            assertThat(count(answers, 201)).isEqualTo(50);
            assertThat(count(answers, 429)).isEqualTo(10);
            assertThat(person.get("/api/files?limit=200").json().at("/files").size()).isEqualTo(50);
        }

        @Test
        void isNeverHeldAgainstTheAddress() {
            ApiClient person = server.from(address).as(server.person().token());
            Together.run(900, _ -> person.get("/api/auth/me"));

            assertThat(server.score(address)).isEmpty();
        }

        @Test
        void countsWhatHisRoleDoesNotAllow() {
            ApiClient person = server.from(address).as(server.person().token());

            List<Answer> answers = Together.run(150, _ -> person.get("/api/admin/users"));

            assertThat(count(answers, 403)).isEqualTo(120);
            assertThat(count(answers, 429)).isEqualTo(30);
        }
    }

    @Nested
    class OfBots {

        @Test
        void refusesTheFiftiethAnonymousRequestToOneEndpoint() {
            for (int i = 1; i <= 49; i++) {
                assertThat(server.from(address).get(ANONYMOUS).status()).as("request %d", i).isEqualTo(200);
            }
            assertThrottled(server.from(address).get(ANONYMOUS));
            assertThat(server.from(address).get(OTHER_ANONYMOUS).status()).isEqualTo(200);
            assertThat(server.from(freshAddress()).get(ANONYMOUS).status()).isEqualTo(200);
        }

        @Test
        void isHeldAgainstTheAddress() {
            Together.run(60, _ -> server.from(address).get(ANONYMOUS));

            assertThat(server.score(address)).hasValue(25);
        }

        @Test
        void countsBadTokensAsAnonymous() {
            List<Answer> answers =
                    Together.run(60, i -> server.from(address).as("bad.token." + i).get("/api/auth/me"));

            assertThat(count(answers, 401)).isEqualTo(49);
            assertThat(count(answers, 429)).isEqualTo(11);
        }

        @Test
        void countsWhatNoEndpointAnswersAsOneEndpoint() {
            List<Answer> answers = Together.run(60, i -> server.from(address)
                    .get(i % 2 == 0 ? "/no/such/path/" + i : ANONYMOUS + ";a=" + i));

            assertThat(count(answers, 404)).isEqualTo(49);
            assertThat(count(answers, 429)).isEqualTo(11);
        }

        @Test
        void isNotForCredentialRoutes() {
            List<Answer> answers = Together.run(100, i -> server.from(address).refresh("no token " + i));

            assertThat(count(answers, 401)).isEqualTo(100);
            assertThat(server.score(address)).isEmpty();
        }

        @Test
        void anotherSitesImagesAreThrottledButBanNobody() {
            ApiClient visitor = server.from(address).with("Sec-Fetch-Site", "cross-site");

            List<Answer> answers = Together.run(200, _ -> visitor.get(ANONYMOUS));

            assertThat(count(answers, 200)).isEqualTo(49);
            assertThat(count(answers, 429)).isEqualTo(151);
            assertThat(server.score(address)).isEmpty();
        }
    }

    @Nested
    class OfSignUps {

        private Answer signUp(String password) {
            return server.from(address)
                    .post("/api/auth/signup", Map.of("email", People.freshEmail(), "password", password));
        }

        @Test
        void isThreeAnHourAndCountsOnlyValidOnes() {
            for (int i = 0; i < 20; i++) {
                assertThat(signUp("short").status()).isEqualTo(422);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(signUp(ApiClient.PASSWORD).status()).isEqualTo(201);
            }
            assertThrottled(signUp(ApiClient.PASSWORD));
            assertThat(signUp("short").status()).isEqualTo(422);
        }

        @ParameterizedTest
        @ValueSource(strings = {"zz\r\nabc\r\n0\r\n\r\n", "50\r\n{\"email\":"})
        void countsBrokenBodiesLikeOtherRequests(String broken) {
            try (GuardedServer limited = GuardedServer.start(Map.of("guard.limits.default", "3/1h"))) {
                for (int i = 0; i < 3; i++) {
                    assertThat(signUpBrokenly(limited, broken).status()).isEqualTo(400);
                }

                assertThat(signUpBrokenly(limited, broken).status()).isEqualTo(429);
            }
        }

        private RawHttp.Reply signUpBrokenly(GuardedServer limited, String broken) {
            try (RawHttp http = RawHttp.connect(limited.port())) {
                return http.send("POST /api/auth/signup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "X-Forwarded-For: " + address + "\r\nTransfer-Encoding: chunked\r\n\r\n" + broken)
                        .endOfRequest()
                        .reply()
                        .orElseThrow();
            }
        }

        @Test
        void bansForHalfAnHourAtTheTenthRefusal() {
            for (int i = 0; i < 3; i++) {
                signUp(ApiClient.PASSWORD);
            }
            for (int i = 0; i < 10; i++) {
                assertThrottled(signUp(ApiClient.PASSWORD));
            }
            assertThat(signUp(ApiClient.PASSWORD).code()).isEqualTo("ip_banned");
            assertThat(server.number("SELECT ban_until - ban_since FROM address_standing WHERE address = ?", address))
                    .hasValue(Duration.ofMinutes(30).toMillis());
        }

        @Test
        void leavesTheAccountsThatWereRefusedUncreated() {
            Together.run(8, _ -> signUp(ApiClient.PASSWORD));

            assertThat(server.number("SELECT COUNT(DISTINCT user_id) FROM user_sessions WHERE ip = ?", address))
                    .hasValue(3);
        }
    }

    @Test
    void suspiciousAgentsLoseAFewPointsAndAreServed() {
        ApiClient scanner = server.from(address).with("User-Agent", "sqlmap/1.8");
        for (int i = 0; i < 20; i++) {
            assertThat(scanner.get(ANONYMOUS).status()).isEqualTo(200);
        }
        assertThat(server.score(address)).hasValue(45);
    }

    @Test
    void healthIsNeitherLimitedNorBanned() {
        server.ban(address);

        List<Answer> answers = Together.run(100, _ -> server.from(address).get("/livez"));

        assertThat(count(answers, 200)).isEqualTo(100);
    }
}
