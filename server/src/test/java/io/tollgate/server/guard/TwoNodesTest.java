package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.Eventually;
import io.tollgate.server.testing.Parallel;
import io.tollgate.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two nodes on one PostgreSQL are one guard.
class TwoNodesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    private static GuardedServer one;
    private static GuardedServer other;

    private final String address = freshAddress();

    @BeforeAll
    static void start() {
        Map<String, String> database = TestDatabase.POSTGRESQL.freshSettings();
        one = GuardedServer.start(database);
        other = GuardedServer.start(database);
    }

    @AfterAll
    static void stop() {
        other.close();
        one.close();
    }

    private static int status(GuardedServer node, String address) {
        return node.from(address).get(ANONYMOUS).status();
    }

    @Test
    void banOnOneHoldsOnTheOtherWithinASecond() {
        one.ban(address);

        Eventually.within(SECOND, "the ban holds on the other node", () -> status(other, address) == 403);
    }

    @Test
    void fiveGuessesAreHashedOverBoth() {
        Person victim = one.person();
        long before = one.passwordHashes() + other.passwordHashes();

        List<Answer> answers = Parallel.run(200, i ->
                (i % 2 == 0 ? one : other).from(address).logIn(victim.email(), "wrong password " + i));

        assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(5);
        assertThat(one.passwordHashes() + other.passwordHashes() - before).isEqualTo(5);
    }

    @Test
    void correctLoginsOnBothAtOnceAllSucceed() {
        Person person = one.person();

        List<Answer> answers =
                Parallel.run(20, i -> (i % 2 == 0 ? one : other).from(address).logIn(person.email(), PASSWORD));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
    }

    @Test
    void deviceKnownToOneIsKnownToTheOther() {
        Person owner = one.person();
        Parallel.run(40, i -> one.from(freshAddress()).logIn(owner.email(), "wrong password " + i));

        assertThat(other.from(address).with("Cookie", owner.device()).logIn(owner.email(), PASSWORD).status())
                .isEqualTo(200);
    }
}
