package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.PairedTimes;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With verification of addresses, nothing a stranger can ask tells whether an address has an account.
@Tag("alone")
class AccountEnumerationTest {
    private static final long SEED = 20260102;
    private static final int PAIRS = 80;
    private static final double SIGNIFICANT = 0.001;

    private static TestMailServer mails;
    private static TestServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(mails.settings());
        settings.put("signup.verify-email", "true");
        settings.put("hash.threads", "1");
        server = TestServer.start(new ManualClock(), settings);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
        mails.close();
    }

    private static String unverified() {
        String email = People.freshEmail();
        client.signUp(email);
        mails.awaitTo(email, 1);
        return email;
    }

    private static String verified() {
        String email = unverified();
        client.post("/api/auth/verify-email", Map.of("token", mails.to(email).getFirst().token(), "password", PASSWORD));
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        return email;
    }

    private static String disabled() {
        String email = verified();
        String id = client.logIn(email, PASSWORD).at("/user/id");
        assertThat(client.asAdmin().post("/api/admin/users/" + id + "/disable").status()).isEqualTo(200);
        return email;
    }

    /// What a client sees of an answer, without what differs every time.
    private static String seen(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("x-request-id");
        headers.remove("date");
        return answer.status() + " " + headers + " " + answer.withoutRequestId();
    }

    private static Answer signUp(String email) {
        return client.post("/api/auth/signup", Map.of("email", email, "password", "somebody's long passphrase"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/auth/forgot-password", "/api/auth/verify-email", "/api/auth/signup"})
    void answersAreTheSameInEveryStateAndHoweverOftenOneAsks(String path) {
        Function<String, Answer> ask = email ->
                path.endsWith("signup") ? signUp(email) : client.post(path, Map.of("email", email));
        String expected = seen(ask.apply(People.freshEmail()));
        assertThat(expected).startsWith("202 ");

        for (String email : List.of(People.freshEmail(), unverified(), verified(), disabled(), TestServer.ADMIN)) {
            for (int i = 0; i < 5; i++) {
                assertThat(seen(ask.apply(email))).as(email).isEqualTo(expected);
            }
        }
    }

    @Test
    void rightPasswordOfAnUnverifiedAccountIsAnsweredLikeAnyWrongOne() {
        Answer unverified = client.logIn(unverified(), PASSWORD);

        assertThat(seen(unverified)).isEqualTo(seen(client.logIn(People.freshEmail(), PASSWORD)));
    }

    @Test
    void askingForAResetTakesEquallyLong() {
        assertEquallyLong("reset", email -> client.post("/api/auth/forgot-password", Map.of("email", email)));
    }

    @Test
    void signingUpTakesEquallyLong() {
        assertEquallyLong("sign-up", AccountEnumerationTest::signUp);
    }

    private static void assertEquallyLong(String what, Function<String, Answer> ask) {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            String email = People.freshEmail();
            client.signUp(email);
            accounts.add(email);
        }
        accounts.forEach(email -> mails.awaitTo(email, 1));
        Stream.generate(People::freshEmail).limit(20).forEach(ask::apply);
        Iterator<String> known = accounts.iterator();

        PairedTimes times = PairedTimes.measure(
                PAIRS,
                new Random(SEED),
                () -> millis(ask, known.next()),
                () -> millis(ask, People.freshEmail()));
        double probability = times.probabilityOfChance();

        System.out.printf(
                "%s timing: seed %d, medians %.2f and %.2f ms, p = %.4f%n",
                what, SEED, times.medianOfOne(), times.medianOfOther(), probability);
        assertThat(probability).isGreaterThanOrEqualTo(SIGNIFICANT);
    }

    private static double millis(Function<String, Answer> ask, String email) {
        long began = System.nanoTime();
        assertThat(ask.apply(email).status()).isEqualTo(202);
        return (System.nanoTime() - began) / 1e6;
    }
}
