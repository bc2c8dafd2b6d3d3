package io.tollgate.server.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What proxies are answered that ask before they pass a request on.
class ForwardAuthTest {
    private static final String CHECK = "/api/guard/check";
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private static TestServer server;
    private static TestServer withoutProxies;

    private final String address = "198.51.100." + ADDRESSES.incrementAndGet();

    @BeforeAll
    static void start() {
        server = TestServer.start(new ManualClock(), Map.of("guard.layers", "all", "trusted-proxies", "127.0.0.1"));
        withoutProxies = TestServer.start(new ManualClock(), Map.of("guard.layers", "all"));
    }

    @AfterAll
    static void stop() {
        server.close();
        withoutProxies.close();
    }

    private ApiClient proxyOf(String uri) {
        return server.client()
                .with("X-Forwarded-For", address)
                .with("X-Forwarded-Method", "GET")
                .with("X-Forwarded-Uri", uri);
    }

    private Answer signUp() {
        Answer answer = server.client().with("X-Forwarded-For", address).signUp(People.freshEmail());
        assertThat(answer.status()).isEqualTo(201);
        return answer;
    }

    private static long count(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    @Nested
    class SomebodyUnknown {

        @Test
        void isAdmittedWithoutAnIdentity() {
            Answer answer = proxyOf("/shop?item=1").get(CHECK);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.headers().firstValue("X-Tollgate-User")).isEmpty();
            assertThat(answer.headers().firstValue("X-Tollgate-Role")).isEmpty();
        }

        @Test
        void isToldNothingByATokenOfAnotherApplication() {
            for (String other : List.of("Basic dXNlcjpwYXNz", "Bearer of-somebody-else")) {
                Answer answer = proxyOf("/shop").with("Authorization", other).get(CHECK);

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers().firstValue("X-Tollgate-User")).isEmpty();
            }
        }

        @Test
        void isRefusedTheFiftiethRequestOfAMinuteToOnePathWhateverItsQuery() {
            List<Answer> answers = Together.run(60, i -> proxyOf("/shop?item=" + i).get(CHECK));

            assertThat(count(answers, 200)).isEqualTo(49);
            assertThat(count(answers, 429)).isEqualTo(11);
            assertThat(proxyOf("/other").get(CHECK).status()).isEqualTo(200);
        }

        @Test
        void isRefusedMoreThanSixHundredRequestsInTenMinutes() {
            List<Answer> answers = Together.run(620, i -> proxyOf("/page/" + i).get(CHECK));

            assertThat(count(answers, 200)).isEqualTo(600);
            assertThat(count(answers, 429)).isEqualTo(20);
        }

        @Test
        void isRefusedWith403WhereTheProxyKnowsNo429() {
            Together.run(49, _ -> proxyOf("/login").get(CHECK));

            Answer answer = proxyOf("/login").get(CHECK + "?deny=403");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().at("/status").asInt()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("rate_limited");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        }

        @Test
        void isRefusedWhenBanned() {
            ApiClient admin = server.client().asAdmin();
            assertThat(admin.post("/api/admin/security/ips/" + address + "/ban", Map.of("reason", "test"))
                            .status())
                    .isEqualTo(200);

            Answer answer = proxyOf("/shop").get(CHECK);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("ip_banned");
            assertThat(admin.get("/api/admin/security/decisions/" + answer.header("X-Request-Id"))
                            .json()
                            .at("/verdict")
                            .asString())
                    .isEqualTo("banned");
        }
    }

    @Nested
    class SomebodySignedIn {

        @Test
        void isNamed() {
            Answer signUp = signUp();
            String token = signUp.at("/accessToken");

            Answer answer = proxyOf("/shop").as(token).get(CHECK);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Tollgate-User")).isEqualTo(signUp.at("/user/id"));
            assertThat(answer.header("X-Tollgate-Role")).isEqualTo("user");
            assertThat(answer.header("X-Tollgate-Session")).isNotBlank();
        }

        @Test
        void isNobodyAfterHisLogout() {
            String token = signUp().at("/accessToken");
            assertThat(server.client().as(token).post("/api/auth/logout").status()).isEqualTo(204);

            Answer answer = proxyOf("/shop").as(token).get(CHECK);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Tollgate-User")).isEmpty();
        }

        @Test
        void isNoBotHoweverOftenHeAsksForOnePath() {
            String token = signUp().at("/accessToken");

            List<Answer> answers =
                    Together.run(100, _ -> proxyOf("/poll").as(token).get(CHECK));

            assertThat(count(answers, 200)).isEqualTo(100);
        }
    }

    @Nested
    class TheProxy {

        @Test
        void mustBeTrusted() {
            Answer answer = withoutProxies
                    .client()
                    .with("X-Forwarded-For", address)
                    .with("X-Forwarded-Uri", "/shop")
                    .get(CHECK);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("forbidden");
        }

        @Test
        void mustSayForWhomAndForWhatItAsks() {
            Answer nobody = server.client().with("X-Forwarded-Uri", "/shop").get(CHECK);
            Answer nothing = server.client().with("X-Forwarded-For", address).get(CHECK);

            assertThat(nobody.status()).isEqualTo(400);
            assertThat(nobody.json().at("/errors/0/field").asString()).isEqualTo("X-Forwarded-For");
            assertThat(nothing.status()).isEqualTo(400);
            assertThat(nothing.json().at("/errors/0/field").asString()).isEqualTo("X-Forwarded-Uri");
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        void mayAppendThePathAndUseTheMethodOfTheRequest(String method) {
            ApiClient envoy = server.client().with("X-Forwarded-For", address);

            assertThat(envoy.send(method, CHECK + "/shop/basket?item=1").status()).isEqualTo(200);
            assertThat(envoy.send(method, CHECK + "/").status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/a//b", "/a%2Fb", "/a;v=1/b", "/caf%C3%A9", "/a/b/c/d/e/f"})
        void mayAppendPathsInNotationsThatOursDoNotHave(String path) {
            try (RawHttp http = RawHttp.connect(server.port())) {
                http.send("GET " + CHECK + path + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address
                        + "\r\n\r\n");

                assertThat(http.reply().orElseThrow().status()).as(path).isEqualTo(200);
            }
        }

        @Test
        void mayPost() {
            assertThat(proxyOf("/shop").post(CHECK).status()).isEqualTo(200);
        }

        @Test
        void isAnsweredWhateverStandsInTheHeadersOfItsClient() {
            Answer answer = server.client()
                    .with("X-Forwarded-For", address)
                    .with("X-Forwarded-Method", "X".repeat(300))
                    .with("X-Forwarded-Uri", "/<script>" + "%00".repeat(500))
                    .get(CHECK);

            assertThat(answer.status()).isEqualTo(200);
        }
    }
}
