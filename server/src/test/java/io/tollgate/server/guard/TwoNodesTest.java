package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two nodes on one PostgreSQL are one guard.
class TwoNodesTest {
    /// A second, and what a machine that others use as well takes longer.
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    private static TestMailServer mails;
    private static GuardedServer one;
    private static GuardedServer other;

    private final String address = freshAddress();

    @BeforeAll
    static void start() {
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(TestDatabase.POSTGRESQL.freshSettings());
        settings.putAll(mails.settings());
        one = GuardedServer.start(settings);
        other = GuardedServer.start(settings);
    }

    @AfterAll
    static void stop() {
        other.close();
        one.close();
        mails.close();
    }

    private static int status(GuardedServer node, String address) {
        return node.from(address).get(ANONYMOUS).status();
    }

    @Test
    void banOnOneHoldsOnTheOtherSoon() {
        one.ban(address);

        Eventually.within(SOON, "the ban holds on the other node", () -> status(other, address) == 403);
    }

    @Test
    void pardonOnOneHoldsOnTheOtherSoon() {
        one.ban(address);
        Eventually.within(SOON, "the ban holds on the other node", () -> status(other, address) == 403);

        Answer unban = one.from(freshAddress()).asAdmin().post("/api/admin/security/ips/" + address + "/unban", Map.of("reason", "a mistake"));
        assertThat(unban.status()).as(unban.text()).isEqualTo(200);

        Eventually.within(SOON, "the pardon holds on the other node", () -> status(other, address) == 200);
    }

    @Test
    void fiveGuessesAreHashedOverBoth() {
        Person victim = one.person();
        long before = one.passwordHashes() + other.passwordHashes();

        List<Answer> answers = Together.run(200, i ->
                (i % 2 == 0 ? one : other).from(address).logIn(victim.email(), "wrong password " + i));

        assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(5);
        assertThat(one.passwordHashes() + other.passwordHashes() - before).isEqualTo(5);
    }

    @Test
    void correctLoginsOnBothAtOnceAllSucceed() {
        Person person = one.person();

        List<Answer> answers =
                Together.run(20, i -> (i % 2 == 0 ? one : other).from(address).logIn(person.email(), PASSWORD));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
    }

    @Test
    void deviceKnownToOneIsKnownToTheOther() {
        Person owner = one.person();
        Together.run(40, i -> one.from(freshAddress()).logIn(owner.email(), "wrong password " + i));

        assertThat(other.from(address).with("Cookie", owner.device()).logIn(owner.email(), PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void resetOnOneLiftsTheThrottleOfTheOther() {
        Person owner = one.person();
        Together.run(40, i -> other.from(freshAddress()).logIn(owner.email(), "wrong password " + i));
        assertThat(other.from(address).logIn(owner.email(), PASSWORD).status()).isEqualTo(429);

        one.from(address).post("/api/auth/forgot-password", Map.of("email", owner.email()));
        String token = mails.await(owner.email(), "Reset your password").token();
        one.from(address).post("/api/auth/reset-password", Map.of("token", token, "newPassword", PASSWORD + "!"));

        Eventually.within(
                SOON,
                "the other node lets the owner in",
                () -> other.from(address).logIn(owner.email(), PASSWORD + "!").status() == 200);
    }
}
