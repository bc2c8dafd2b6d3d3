package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.driver.Send;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.driver.Traffic;
import io.tollgate.lab.driver.TrivialServer;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.ScenarioReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From a server whose answers are known to what an attack got.
class AttackFiguresTest {
    private static final int USERS = 2;
    private static final int ATTACKERS = 2;

    private final TrivialServer server = TrivialServer.start();

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /// A second of ten requests by each attacker.
    private static Plan plan(String what) {
        return Plan.of(
                ScenarioReader.read("mine", """
                        name: mine
                        description: My own.
                        duration: 1s
                        users: {count: %d, rate: 10/1s, mix: {who-am-i: 1}}
                        attack: {what: %s, attackers: %d, each: 10/1s, accounts: 1}
                        """.formatted(USERS, what, ATTACKERS)),
                1);
    }

    private ScenarioResult run(Plan plan, Function<Operation, String> attack) throws InterruptedException {
        Sources sources = Sources.of(server.uri(), Trust.ofSystem());
        List<Client> clients =
                IntStream.range(0, USERS + ATTACKERS).mapToObj(i -> sources.client(211, i)).toList();
        Traffic traffic = new Traffic() {
            @Override
            public Client client(Send send) {
                return clients.get(send.actor());
            }

            @Override
            public Optional<Request> request(Send send) {
                return Optional.of(Request.get(plan.isAttacker(send) ? attack.apply(Plan.operation(send)) : "/200"));
            }

            @Override
            public boolean settle(Send send, Response response) {
                return Plan.operation(send).expects(response.status());
            }
        };
        DriverWatch watch = DriverWatch.start();
        long began = System.nanoTime();
        try (watch) {
            Recording recording = new OpenLoop(plan.sends(), traffic).run();
            RunOptions options = new RunOptions(
                    server.uri(), Trust.ofSystem(), Identities.ofFreshServer(), Optional.empty(), 1, List.of(), Optional.empty());
            return new Evaluation(plan, recording, Optional.empty(), options, Instant.EPOCH, began, watch)
                    .outcome(Optional.empty())
                    .result();
        }
    }

    @Test
    void whatWasNotAnsweredIsNotBlockedAndMakesTheRunVoid() throws InterruptedException {
        ScenarioResult result = run(plan("guess"), _ -> "/cut");

        Attack attack = result.attack();
        assertThat(attack.requests()).isEqualTo(20);
        assertThat(attack.unanswered()).isEqualTo(20);
        assertThat(attack.blocked()).isZero();
        assertThat(result.isVoid()).isTrue();
        assertThat(Validity.objection(attack, ATTACKERS)).isPresent();
    }

    @Test
    void whatWasRefusedIsBlocked() throws InterruptedException {
        Attack attack = run(plan("guess"), _ -> "/429").attack();

        assertThat(attack.sources()).isNull();
        assertThat(attack.guesses()).isEqualTo(20);
        assertThat(attack.unanswered()).isZero();
        assertThat(attack.checked()).isZero();
        assertThat(attack.gotThrough()).isEmpty();
        assertThat(attack.blocked()).isEqualTo(20);
        assertThat(attack.blockedShare()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/500", "/404", "/302"})
    void whatNobodyRefusedIsNotBlockedAndMakesTheRunVoid(String answer) throws InterruptedException {
        ScenarioResult result = run(plan("forge"), _ -> answer);

        assertThat(result.attack().unexpected()).isEqualTo(20);
        assertThat(result.attack().unanswered()).isZero();
        assertThat(result.attack().blocked()).isZero();
        assertThat(result.attack().blockedShare()).isNull();
        assertThat(result.isVoid()).isTrue();
        assertThat(Validity.objection(result.attack(), ATTACKERS)).isPresent();
    }

    @Test
    void refusalsBesideOtherAnswersAreCountedAlone() throws InterruptedException {
        Attack attack = run(plan("[replay, forge]"), operation -> operation == Operation.REPLAY ? "/401" : "/500").attack();

        assertThat(attack.blocked()).isEqualTo(10);
        assertThat(attack.unexpected()).isEqualTo(10);
        assertThat(attack.blockedShare()).isEqualTo(1);
    }

    /// They stand beside the users' rate of errors.
    @Test
    void statusesAreThoseOfTheUsers() throws InterruptedException {
        assertThat(run(plan("guess"), _ -> "/429").statuses()).isEqualTo(Map.of("200", 10L));
    }

    /// Beside guesses that are blocked, something else may get through.
    @Test
    void whatGotThroughIsToldByOperation() throws InterruptedException {
        Attack attack = run(plan("[guess, sign-up]"), operation -> operation == Operation.GUESS ? "/403" : "/201").attack();

        assertThat(attack.guesses()).isEqualTo(10);
        assertThat(attack.gotThrough()).isEqualTo(Map.of("sign-up", 10L));
        assertThat(attack.checked()).isEqualTo(10);
        assertThat(attack.blocked()).isEqualTo(10);
        assertThat(attack.allowed()).isEqualTo(Map.of("guess", 10L, "sign-up", 6L));
    }

    /// Three sign-ups of each address are allowed, and five guesses of each at the account. That none of the guesses was needed
    /// lets no more sign-ups through.
    @Test
    void whatOneOperationLeavesOfItsBudgetIsNoneOfAnother() throws InterruptedException {
        Attack attack = run(plan("[guess, sign-up]"), operation -> operation == Operation.GUESS ? "/403" : "/201").attack();

        assertThat(attack.budget()).isEqualTo(16);
        assertThat(attack.checked()).isLessThan(attack.budget());
        assertThat(attack.blockedShare()).isZero();
    }

    @Test
    void whatLiesWithinTheBudgetShowsNothingAndHoldsNoThreshold() throws InterruptedException {
        ScenarioResult result = run(plan("anonymous"), _ -> "/401");

        assertThat(result.attack().gotThrough()).isEqualTo(Map.of("anonymous", 20L));
        assertThat(result.attack().blockedShare()).isNull();
        assertThat(result.thresholds()).extracting("name").contains("blocked (not measured)");
        assertThat(result.held()).isFalse();
        assertThat(result.notes()).anyMatch(note -> note.contains("lay beyond its budget"));
    }

    @Test
    void withoutPasswordsNothingIsAGuess() throws InterruptedException {
        Attack attack = run(plan("forge"), _ -> "/200").attack();

        assertThat(attack.guesses()).isZero();
        assertThat(attack.gotThrough()).isEqualTo(Map.of("forge", 20L));
        assertThat(attack.blockedShare()).isZero();
    }

    @Test
    void attackOfWhichNothingIsAllowedIsBlockedWhole() throws InterruptedException {
        Attack attack = run(plan("forge"), _ -> "/401").attack();

        assertThat(attack.budget()).isZero();
        assertThat(attack.blockedShare()).isEqualTo(1);
    }
}
