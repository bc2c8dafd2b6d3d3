package io.tollgate.guard.login;

import static io.tollgate.guard.login.Guesses.BUDGETS;
import static io.tollgate.guard.login.Guesses.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What the login guard promises, on any ledger.
public abstract class LoginGuardContract {
    private static final String ANN = "ann";
    private static final String RIGHT = "right";
    private static final int AT_ONCE = 4;
    private static final int WAITING = 64;
    private static final BudgetListener NOBODY = (_, _) -> {};

    private final ManualClock time = new ManualClock();
    private final AtomicInteger checks = new AtomicInteger();
    private final ConcurrentLinkedQueue<Budget> filled = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Budget> overWatched = new ConcurrentLinkedQueue<>();
    private final BudgetListener listener = new BudgetListener() {
        @Override
        public void filled(Guess guess, Budget budget) {
            filled.add(budget);
        }

        @Override
        public void overWatched(Guess guess, Budget budget, Duration retryAfter) {
            overWatched.add(budget);
        }
    };
    private LedgerFixture fixture;
    private LoginGuard<String> guard;

    /// A ledger without rows.
    protected abstract LedgerFixture open(InstantSource clock);

    @BeforeEach
    void open() {
        fixture = open(time);
        guard = node();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /// A guard of its own on the same ledger.
    private LoginGuard<String> node() {
        return node(BUDGETS);
    }

    private LoginGuard<String> node(LoginBudgets budgets) {
        return new LoginGuard<>(fixture.ledger(), budgets, time, AT_ONCE, WAITING);
    }

    private Supplier<Optional<String>> checking(String password) {
        return () -> {
            checks.incrementAndGet();
            return Optional.of(password).filter(RIGHT::equals);
        };
    }

    private LoginOutcome<String> tryOn(LoginGuard<String> node, Guess guess, String password) {
        return node.attempt(guess, checking(password), listener, value -> {
            fixture.accept(guess);
            return value;
        });
    }

    private LoginOutcome<String> stranger(int address, String password) {
        return tryOn(guard, Guesses.stranger(ANN, address, password), password);
    }

    private LoginOutcome<String> known(String password) {
        return tryOn(guard, device(ANN, "laptop", 1, password), password);
    }

    private static boolean isAccepted(LoginOutcome<?> outcome) {
        return outcome instanceof LoginOutcome.Accepted;
    }

    private static boolean isWrong(LoginOutcome<?> outcome) {
        return outcome instanceof LoginOutcome.Wrong;
    }

    private static boolean isRefused(LoginOutcome<?> outcome) {
        return outcome instanceof LoginOutcome.Throttled || outcome instanceof LoginOutcome.Busy;
    }

    @Nested
    class ManyGuesses {

        @Test
        void ofAThousandDifferentOnesInParallelFiveAreChecked() {
            List<LoginOutcome<String>> outcomes = Together.run(1_000, i -> stranger(1, "wrong" + i));

            assertThat(checks).hasValue(5);
            assertThat(outcomes).filteredOn(LoginGuardContract::isWrong).hasSize(5);
            assertThat(outcomes).filteredOn(LoginGuardContract::isRefused).hasSize(995);
            assertThat(filled).containsExactly(Budget.CLIENT);
        }

        @Test
        void overThreeNodesFiveAreCheckedInAll() {
            List<LoginGuard<String>> nodes = Stream.generate(LoginGuardContract.this::node).limit(3).toList();

            List<LoginOutcome<String>> outcomes = Together.run(300, i ->
                    tryOn(nodes.get(i % 3), Guesses.stranger(ANN, 1, "wrong" + i), "wrong" + i));

            assertThat(checks).hasValue(5);
            assertThat(outcomes).filteredOn(LoginGuardContract::isWrong).hasSize(5);
        }

        @Test
        void oneAfterTheOtherTheFifthIsCheckedAndTheSixthIsNot() {
            for (int i = 1; i <= 5; i++) {
                assertThat(stranger(1, "wrong" + i)).isEqualTo(new LoginOutcome.Wrong<>());
                assertThat(checks).hasValue(i);
            }
            assertThat(stranger(1, "wrong6")).isEqualTo(new LoginOutcome.Throttled<>(Budget.CLIENT, Duration.ofMinutes(5)));
            assertThat(stranger(1, RIGHT)).isInstanceOf(LoginOutcome.Throttled.class);
            assertThat(checks).hasValue(5);
        }

        @Test
        void thatWereRefusedCountForNothing() {
            Together.run(100, i -> stranger(1, "wrong" + i));
            time.advance(Duration.ofMinutes(4));
            Together.run(100, i -> stranger(1, "more" + i));

            time.advance(Duration.ofMinutes(1));

            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }

        @Test
        void fromTwoHundredAddressesTwentyAreCheckedInAnHour() {
            Together.run(200, i -> stranger(i, "wrong" + i));
            time.advance(Duration.ofHours(1).minusMillis(1));
            Together.run(200, i -> stranger(i, "later" + i));

            assertThat(checks).hasValue(20);
            assertThat(filled).containsExactly(Budget.ACCOUNT);

            time.advance(Duration.ofMillis(1));
            assertThat(stranger(1, "another")).isEqualTo(new LoginOutcome.Wrong<>());
        }
    }

    @Nested
    class OneWrongGuess {

        @Test
        void aThousandTimesInParallelIsCheckedOnceAndTakesOneSlot() {
            List<LoginOutcome<String>> outcomes = Together.run(1_000, _ -> stranger(1, "wrong"));

            assertThat(outcomes).allMatch(LoginGuardContract::isWrong);
            assertThat(checks).hasValue(1);
            assertThat(fixture.rows()).isEqualTo(1);
        }

        @Test
        void aThousandTimesInARowIsCheckedOnceAndTakesOneSlot() {
            for (int i = 0; i < 1_000; i++) {
                assertThat(stranger(1, "wrong")).isEqualTo(new LoginOutcome.Wrong<>());
            }
            assertThat(checks).hasValue(1);
            assertThat(fixture.rows()).isEqualTo(1);
        }

        @Test
        void onTwoNodesInARowIsCheckedOnce() {
            stranger(1, "wrong");

            assertThat(tryOn(node(), Guesses.stranger(ANN, 1, "wrong"), "wrong")).isEqualTo(new LoginOutcome.Wrong<>());
            assertThat(checks).hasValue(1);
        }

        @Test
        void onTwoNodesAtOnceIsCheckedOnce() {
            LoginGuard<String> other = node();
            List<LoginOutcome<String>> outcomes =
                    Together.run(20, i -> tryOn(i % 2 == 0 ? guard : other, Guesses.stranger(ANN, 1, "wrong"), "wrong"));

            assertThat(outcomes).allMatch(LoginGuardContract::isWrong);
            assertThat(checks).hasValue(1);
        }
    }

    @Nested
    class RightGuess {

        @Test
        void aHundredTimesInParallelSucceedsEachTimeUnderOneSlot() {
            AtomicInteger slots = new AtomicInteger();
            Guess guess = Guesses.stranger(ANN, 1, RIGHT);

            List<LoginOutcome<String>> outcomes = Together.run(100, _ -> guard.attempt(guess, checking(RIGHT), NOBODY, value -> {
                slots.accumulateAndGet(fixture.rows(), Math::max);
                fixture.accept(guess);
                return value;
            }));

            assertThat(outcomes).allMatch(LoginGuardContract::isAccepted);
            assertThat(slots).hasValueLessThanOrEqualTo(1);
            assertThat(fixture.rows()).isZero();
        }

        @Test
        void onThreeNodesAtOnceSucceedsEachTime() {
            List<LoginGuard<String>> nodes = Stream.generate(LoginGuardContract.this::node).limit(3).toList();

            List<LoginOutcome<String>> outcomes =
                    Together.run(30, i -> tryOn(nodes.get(i % 3), Guesses.stranger(ANN, 1, RIGHT), RIGHT));

            assertThat(outcomes).allMatch(LoginGuardContract::isAccepted);
            assertThat(fixture.rows()).isZero();
        }

        @Test
        void afterFourWrongOnesIsAcceptedAndClearsThem() {
            for (int i = 0; i < 4; i++) {
                stranger(1, "wrong" + i);
            }
            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
            assertThat(fixture.rows()).isZero();
            assertThat(filled).isEmpty();

            for (int i = 0; i < 5; i++) {
                assertThat(stranger(1, "again" + i)).isEqualTo(new LoginOutcome.Wrong<>());
            }
        }

        @Test
        void ofAKnownDeviceIsAcceptedWhateverOthersDid() {
            Together.run(200, i -> stranger(i % 50, "wrong" + i));

            assertThat(known(RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }
    }

    @Nested
    class KnownDevice {

        @Test
        void hasFiveGuessesOfItsOwn() {
            Together.run(100, i -> stranger(1, "wrong" + i));

            Together.run(100, i -> known("wrong" + i));

            assertThat(checks).hasValue(10);
        }
    }

    @Nested
    class OneAddress {

        @Test
        void thatFailedAtTenAccountsMayStillMakeGoodEachOfThem() {
            for (int i = 0; i < 10; i++) {
                tryOn(guard, Guesses.stranger("person" + i, 1, "wrong"), "wrong");
            }
            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Throttled<>(Budget.SPRAY, Duration.ofMinutes(10)));

            assertThat(tryOn(guard, Guesses.stranger("person3", 1, RIGHT), RIGHT))
                    .isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }

        @Test
        void atManyAccountsIsCheckedAtTen() {
            Together.run(100, i -> tryOn(guard, Guesses.stranger("account" + i, 1, "wrong"), "wrong"));

            assertThat(checks).hasValue(10);
            assertThat(filled).contains(Budget.SPRAY);
        }

        @Test
        void atNineAccountsIsCheckedThirtyTimes() {
            Together.run(9 * 5, i -> tryOn(guard, Guesses.stranger("account" + i % 9, 1, "wrong" + i), "wrong" + i));

            assertThat(checks).hasValue(30);
            assertThat(filled).contains(Budget.ADDRESS);
        }
    }

    @Nested
    class WatchedBudget {

        private LoginOutcome<String> at(LoginGuard<String> node, String account, int address, String password) {
            return tryOn(node, Guesses.stranger(account, address, password), password);
        }

        @Test
        void keepsNobodyWaitingAndIsHeardOf() {
            LoginGuard<String> watching = node(BUDGETS.watching(Set.of(Budget.CLIENT)));
            for (int i = 0; i < 8; i++) {
                assertThat(at(watching, ANN, 1, "wrong" + i)).isEqualTo(new LoginOutcome.Wrong<>());
            }
            assertThat(at(watching, ANN, 1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));

            assertThat(filled).containsExactly(Budget.CLIENT);
            assertThat(overWatched).containsExactly(Budget.CLIENT, Budget.CLIENT, Budget.CLIENT, Budget.CLIENT);
        }

        @Test
        void leavesTheOthersEnforced() {
            LoginGuard<String> watching = node(BUDGETS.watching(Set.of(Budget.SPRAY, Budget.SPRAY_SLOW)));
            for (int i = 0; i < 10; i++) {
                at(watching, "person" + i, 1, "wrong");
            }
            checks.set(0);

            List<LoginOutcome<String>> outcomes = Together.run(100, i -> at(watching, ANN, 1, "wrong" + i));

            assertThat(checks).hasValue(5);
            assertThat(outcomes).filteredOn(LoginGuardContract::isRefused).hasSize(95);
            assertThat(overWatched).hasSize(5).containsOnly(Budget.SPRAY);
        }

        @Test
        void hidesNoneThatIsFullAsWell() {
            LoginGuard<String> watching = node(BUDGETS.watching(Set.of(Budget.CLIENT)));

            Together.run(100, i -> at(watching, ANN, i % 2, "wrong" + i));

            assertThat(checks).hasValue(20);
            assertThat(at(watching, ANN, 1, RIGHT))
                    .isEqualTo(new LoginOutcome.Throttled<>(Budget.ACCOUNT, Duration.ofHours(1)));
        }
    }

    @Nested
    class WithoutAHash {

        private final IllegalStateException queueFull = new IllegalStateException("the queue is full");

        private LoginOutcome<String> tryInVain(String password) {
            return guard.attempt(
                    Guesses.stranger(ANN, 1, password),
                    () -> {
                        throw new NotHashedException(queueFull);
                    },
                    NOBODY,
                    value -> value);
        }

        @Test
        void theSlotIsGivenBackAndTheReasonThrown() {
            for (int i = 0; i < 20; i++) {
                String password = "guess" + i;
                assertThatThrownBy(() -> tryInVain(password)).isSameAs(queueFull);
            }
            assertThat(fixture.rows()).isZero();
            assertThat(stranger(1, "guess0")).isEqualTo(new LoginOutcome.Wrong<>());
        }
    }

    @Nested
    class Failure {

        private final IllegalStateException failure = new IllegalStateException("the database is away");

        @Test
        void ofTheCheckKeepsTheSlot() {
            assertThatThrownBy(() -> guard.attempt(
                            Guesses.stranger(ANN, 1, "wrong"),
                            () -> {
                                throw failure;
                            },
                            NOBODY,
                            value -> value))
                    .isSameAs(failure);

            assertThat(fixture.rows()).isEqualTo(1);
        }

        @Test
        void ofTheLoginKeepsTheSlotAndTheSamePasswordGetsInLater() {
            Guess guess = Guesses.stranger(ANN, 1, RIGHT);
            assertThatThrownBy(() -> guard.attempt(guess, checking(RIGHT), NOBODY, _ -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(fixture.rows()).isEqualTo(1);

            time.advance(GuessLedger.SETTLED_WITHIN);

            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
            assertThat(fixture.rows()).isZero();
        }

        @Test
        void reachesEverybodyWhoWaitsForTheSameGuess() {
            Error error = new StackOverflowError();
            CountDownLatch checking = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Guess guess = Guesses.stranger(ANN, 1, "wrong");
                Supplier<Optional<String>> failing = () -> {
                    checking.countDown();
                    throw error;
                };
                List<CompletableFuture<LoginOutcome<String>>> tries = Stream.generate(() ->
                                CompletableFuture.supplyAsync(() -> guard.attempt(guess, failing, NOBODY, v -> v), threads))
                        .limit(10)
                        .toList();
                // One slot, never settled: whoever came after the failure waits until it must be over.
                CompletableFuture.runAsync(() -> await(checking), threads).join();
                time.advance(GuessLedger.SETTLED_WITHIN);
                for (CompletableFuture<LoginOutcome<String>> one : tries) {
                    assertThat(one)
                            .failsWithin(Duration.ofSeconds(30))
                            .withThrowableOfType(ExecutionException.class)
                            .withCause(error);
                }
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class Crash {

        /// A node that reserved and died while it hashed.
        private void dieHashing(String password) {
            assertThat(fixture.ledger().reserve(Guesses.stranger(ANN, 1, password), BUDGETS))
                    .isInstanceOf(Reservation.Granted.class);
        }

        @Test
        void leavesGuessesThatCountAsFailed() {
            for (int i = 0; i < 5; i++) {
                dieHashing("wrong" + i);
            }
            assertThat(isRefused(stranger(1, "another"))).isTrue();
            time.advance(GuessLedger.SETTLED_WITHIN);
            assertThat(isRefused(stranger(1, "another"))).isTrue();
            assertThat(checks).hasValue(0);
        }

        @Test
        void whileTheRightPasswordWasHashedKeepsNobodyOut() {
            for (int i = 0; i < 4; i++) {
                dieHashing("wrong" + i);
            }
            dieHashing(RIGHT);

            time.advance(GuessLedger.SETTLED_WITHIN);

            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }

        @Test
        void isWaitedForNoLongerThanAHashCanTake() {
            dieHashing(RIGHT);
            CompletableFuture<LoginOutcome<String>> again;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                again = CompletableFuture.supplyAsync(() -> stranger(1, RIGHT), threads);
                assertThat(again).isNotDone();

                time.advance(GuessLedger.SETTLED_WITHIN);
            }
            assertThat(again).isCompletedWithValue(new LoginOutcome.Accepted<>(RIGHT));
        }

        @Test
        void whileAWrongPasswordWasHashedGivesItOneMoreCheckAndNoMoreSlots() {
            dieHashing("wrong");
            time.advance(GuessLedger.SETTLED_WITHIN);

            for (int i = 0; i < 10; i++) {
                assertThat(stranger(1, "wrong")).isEqualTo(new LoginOutcome.Wrong<>());
            }
            assertThat(checks).hasValue(1);
            assertThat(fixture.rows()).isEqualTo(1);
        }
    }

    @Nested
    class Undo {

        @Test
        void takesBackGuessesAndWhatIsRememberedOfThem() {
            Together.run(50, i -> stranger(1, "wrong" + i));
            assertThat(stranger(1, RIGHT)).isInstanceOf(LoginOutcome.Throttled.class);

            fixture.ledger().forget(Guesses.address(1));
            guard.forget();

            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }

        @Test
        void ofOneAccountForgetsNothingOfAnother() {
            Together.run(50, i -> stranger(1, "wrong" + i));
            assertThat(stranger(1, RIGHT)).isInstanceOf(LoginOutcome.Throttled.class);
            fixture.ledger().forget(Guesses.address(1));

            guard.forgetAccount("eve");
            assertThat(stranger(1, RIGHT)).isInstanceOf(LoginOutcome.Throttled.class);

            guard.forgetAccount(ANN);
            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }
    }

    @Nested
    class Flood {
        private final AtomicInteger asked = new AtomicInteger();

        @BeforeEach
        void count() {
            guard = new LoginGuard<>(new CountingLedger(fixture.ledger(), asked), BUDGETS, time, AT_ONCE, WAITING);
        }

        @Test
        void ofGuessesAgainstAFullBudgetAsksTheLedgerOnce() {
            for (int i = 0; i < 1_000; i++) {
                stranger(1, "wrong" + i);
            }
            assertThat(asked).hasValue(6);
        }

        @Test
        void ofParallelGuessesAsksTheLedgerAboutAFew() {
            CountDownLatch refused = new CountDownLatch(995);
            Together.run(1_000, i -> guard.attempt(
                    Guesses.stranger(ANN, 1, "wrong" + i),
                    () -> {
                        Failure.await(refused);
                        return Optional.<String>empty();
                    },
                    NOBODY,
                    value -> value) instanceof LoginOutcome.Busy && countDown(refused));

            assertThat(asked).hasValue(5);
        }

        private static boolean countDown(CountDownLatch latch) {
            latch.countDown();
            return true;
        }

        @Test
        void leavesNoTraceOnceItIsOver() {
            Together.run(1_000, i -> stranger(1, "wrong" + i));
            time.advance(Duration.ofMinutes(5));

            assertThat(stranger(1, RIGHT)).isEqualTo(new LoginOutcome.Accepted<>(RIGHT));
        }
    }
}
