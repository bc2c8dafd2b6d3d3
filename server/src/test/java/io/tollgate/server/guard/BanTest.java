package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.cookieOf;
import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Who is kept out of a banned address, and who is not.
class BanTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";

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

    private static void assertBanned(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("ip_banned");
    }

    @Nested
    class AutomaticBan {

        @Test
        void stopsAnonymousRequestsAndNewLogins() {
            Person person = server.person();
            server.ban(address);

            assertBanned(server.from(address).get(ANONYMOUS));
            assertBanned(server.from(address).get("/no/such/path"));
            assertBanned(server.from(address).logIn(person.email(), PASSWORD));
            assertBanned(server.from(address).signUp(People.freshEmail()));
            assertBanned(server.from(address).refresh(person.signUp().at("/refreshToken")));
        }

        @Test
        void sparesSessionsBegunBefore() {
            Person person = server.person();
            server.ban(address);

            ApiClient session = server.from(address).as(person.token());

            assertThat(session.get("/api/auth/me").status()).isEqualTo(200);
            assertThat(session.upload("file", new byte[10]).status()).isEqualTo(201);
        }

        @Test
        void stopsSessionsBegunAfterwards() {
            Person person = server.person();
            server.ban(address);
            Answer login = server.from(freshAddress()).logIn(person.email(), PASSWORD);

            assertBanned(server.from(address).as(login.at("/accessToken")).get("/api/auth/me"));
        }

        @Test
        void sparesLoginsAndRefreshesOfDevicesKnownBefore() {
            Person person = server.person();
            server.ban(address);
            ApiClient device = server.from(address).with("Cookie", person.device());

            assertThat(device.refresh(person.signUp().at("/refreshToken")).status()).isEqualTo(200);
            assertThat(device.logIn(person.email(), PASSWORD).status()).isEqualTo(200);
        }

        @Test
        void sparesSessionsThatSuchADeviceBegins() {
            Person person = server.person();
            server.ban(address);
            ApiClient device = server.from(address).with("Cookie", person.device());
            String token = device.logIn(person.email(), PASSWORD).at("/accessToken");

            assertThat(device.as(token).get("/api/auth/me").status()).isEqualTo(200);
        }

        @Test
        void tellsSessionsBegunBeforeThatTheirTokenIsOver() {
            Person expired = server.person();
            server.clock().advance(Duration.ofMinutes(14));
            server.ban(address);
            server.clock().advance(Duration.ofMinutes(1));

            Answer answer = server.from(address).as(expired.token()).get("/api/auth/me");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("invalid_token");
        }

        @Test
        void stopsDevicesAtAccountsTheyAreNotKnownFor() {
            Person attacker = server.person();
            Person victim = server.person();
            server.ban(address);

            assertBanned(server.from(address).with("Cookie", attacker.device()).logIn(victim.email(), PASSWORD));
        }

        @Test
        void stopsDevicesFirstSeenAfterwards() {
            Person person = server.person();
            server.ban(address);
            Answer elsewhere = server.from(freshAddress()).logIn(person.email(), PASSWORD);

            assertBanned(server.from(address).with("Cookie", cookieOf(elsewhere)).logIn(person.email(), PASSWORD));
        }

        @Test
        void stopsSignUpsOfAnyDevice() {
            Person person = server.person();
            server.ban(address);

            assertBanned(server.from(address).with("Cookie", person.device()).signUp(People.freshEmail()));
        }

        @Test
        void endsByItselfAndLeavesTheAddressSuspicious() {
            server.ban(address);

            server.clock().advance(Duration.ofHours(1));

            assertThat(server.from(address).get(ANONYMOUS).status()).isEqualTo(200);
        }

        @Test
        void leavesOtherAddressesAlone() {
            server.ban(address);

            assertThat(server.from(freshAddress()).get(ANONYMOUS).status()).isEqualTo(200);
        }
    }

    @Nested
    class SearchForTokens {

        @Test
        void endsTheSparingForAMinute() {
            Person person = server.person();
            server.ban(address);
            for (int i = 0; i < 19; i++) {
                assertBanned(server.from(address).as("not.a.token" + i).get("/api/auth/me"));
                assertThat(server.from(address).as(person.token()).get("/api/auth/me").status()).isEqualTo(200);
            }

            assertBanned(server.from(address).as("not.a.token").get("/api/auth/me"));

            assertBanned(server.from(address).as(person.token()).get("/api/auth/me"));

            server.clock().advance(Duration.ofMinutes(1));
            assertThat(server.from(address).as(person.token()).get("/api/auth/me").status()).isEqualTo(200);
        }

        @Test
        void isNoticedWhereNobodyNeedBeSignedIn() {
            Person person = server.person();
            server.ban(address);
            String forged = person.token().substring(0, person.token().lastIndexOf('.')) + "." + "A".repeat(86);

            for (int i = 0; i < 20; i++) {
                assertBanned(check(forged));
            }

            assertBanned(server.from(address).as(person.token()).get("/api/auth/me"));
        }

        @Test
        void isNotTheTokenOfAnotherApplicationThere() {
            Person person = server.person();
            server.ban(address);

            for (int i = 0; i < 25; i++) {
                assertBanned(check("of.another.application"));
            }

            assertThat(server.from(address).as(person.token()).get("/api/auth/me").status()).isEqualTo(200);
        }

        private Answer check(String token) {
            return server.from(address).as(token).get("/api/guard/check/shop");
        }

        @Test
        void isNotWhatIsExpiredOrAbsent() {
            Person person = server.person();
            String token = server.person().token();
            server.clock().advance(Duration.ofMinutes(14));
            server.ban(address);
            server.clock().advance(Duration.ofMinutes(1));
            String fresh = server.from(freshAddress()).refresh(person.signUp().at("/refreshToken")).at("/accessToken");

            for (int i = 0; i < 25; i++) {
                server.from(address).as(token).get("/api/auth/me");
                assertBanned(server.from(address).with("Cookie", person.device()).get("/api/admin/session"));
            }

            assertThat(server.from(address).as(fresh).get("/api/auth/me").status()).isEqualTo(200);
        }
    }

    @Nested
    class BodyOfABannedAddress {

        @Test
        void isNotReadBeforeTheAnswer() {
            server.ban(address);
            try (RawHttp http = RawHttp.connect(server.port())) {
                http.send("POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "X-Forwarded-For: " + address + "\r\nContent-Length: 1000000000\r\n\r\n{");

                RawHttp.Reply reply = http.reply().orElseThrow();

                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.body()).contains("ip_banned");
            }
        }

        @Test
        void isNotParsed() {
            server.ban(address);

            assertBanned(server.from(address).post("/api/auth/login", "text/plain", "{{{".getBytes()));
        }
    }

    @Nested
    class OneClient {

        private void assertBansAlso(String banned, String other) {
            server.ban(banned);

            assertBanned(server.from(other).get(ANONYMOUS));
        }

        @Test
        void isAnIpv4AddressInEverySpelling() {
            assertBansAlso("198.18.0.1", "::ffff:198.18.0.1");
            assertBansAlso("::ffff:198.18.0.2", "198.18.0.2");
            assertBansAlso("::ffff:c612:3", "198.18.0.3");
        }

        @Test
        void isAWholeIpv6NetworkOfSixtyFourBits() {
            assertBansAlso("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff");

            assertThat(server.from("2001:db8:0:2::1").get(ANONYMOUS).status()).isEqualTo(200);
        }

        @Test
        void thatRotatesWithinItsNetworkGetsOneBudget() {
            Person victim = server.person();
            long before = server.passwordHashes();

            IntStream.range(0, 50).forEach(i ->
                    server.from("2001:db8:0:3::" + Integer.toHexString(i + 1)).logIn(victim.email(), "wrong" + i));

            assertThat(server.passwordHashes() - before).isEqualTo(5);
        }

        @Test
        void cannotBeFeignedBeforeTheTrustedProxy() {
            Person victim = server.person();
            long before = server.passwordHashes();

            for (int i = 0; i < 20; i++) {
                server.from("203.0.113." + i + ", " + address).logIn(victim.email(), "wrong" + i);
            }

            assertThat(server.passwordHashes() - before).isEqualTo(5);
            assertBanned(server.from(address).get(ANONYMOUS));
        }
    }

    @Test
    void forwardingHeadersOfUntrustedPeersChangeNothing() {
        try (GuardedServer exposed = GuardedServer.start(Map.of("trusted-proxies", "192.0.2.0/24"))) {
            long before = exposed.passwordHashes();
            for (int i = 0; i < 20; i++) {
                exposed.direct()
                        .with("X-Forwarded-For", freshAddress())
                        .with("Forwarded", "for=" + freshAddress())
                        .logIn("nobody@example.org", "wrong" + i);
            }
            assertThat(exposed.passwordHashes() - before).isEqualTo(5);
            assertBanned(exposed.direct().get(ANONYMOUS));
        }
    }

    @Nested
    class Reputation {

        @Test
        void cannotBeLaunderedByGoodLogins() {
            Person own = server.person();
            List<Person> victims = Stream.generate(server::person).limit(10).toList();
            ApiClient attacker = server.from(address);
            for (Person victim : victims) {
                assertThat(attacker.logIn(own.email(), PASSWORD).status()).isEqualTo(200);
                assertThat(attacker.logIn(victim.email(), "a popular password").status()).isEqualTo(401);
            }

            assertBanned(attacker.logIn(own.email(), PASSWORD));
        }

        @Test
        void isEarnedOncePerAccountAndDay() {
            Person person = server.person();
            for (int i = 0; i < 3; i++) {
                server.from(address).logIn(person.email(), PASSWORD);
            }
            assertThat(server.score(address)).hasValue(55);

            server.from(address).logIn(server.person().email(), PASSWORD);
            assertThat(server.score(address)).hasValue(60);
        }

        @Test
        void isEarnedAgainTheNextDay() {
            Person person = server.person();
            server.from(address).logIn(person.email(), PASSWORD);
            assertThat(server.score(address)).hasValue(55);

            server.clock().advance(Duration.ofDays(1));
            server.from(address).logIn(person.email(), PASSWORD);

            assertThat(server.score(address)).hasValue(59);
        }

        @Test
        void isNotEarnedByALoginAfterWrongGuesses() {
            Person person = server.person();
            server.from(address).logIn(person.email(), "a wrong password");
            server.from(address).logIn(person.email(), PASSWORD);

            assertThat(server.score(address)).isEmpty();
        }

        @Test
        void isNotEarnedBySeveralLoginsAfterWrongGuessesEither() {
            Person person = server.person();
            server.from(address).logIn(person.email(), "a wrong password");

            Together.run(3, _ -> server.from(address).logIn(person.email(), PASSWORD));
            server.from(address).logIn(person.email(), PASSWORD);
            assertThat(server.score(address)).isEmpty();

            server.clock().advance(Duration.ofDays(1));
            server.from(address).logIn(person.email(), PASSWORD);
            assertThat(server.score(address)).hasValue(55);
        }
    }
}
