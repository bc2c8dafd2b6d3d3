package io.tollgate.guard.login;

import static io.tollgate.guard.login.Guesses.BUDGETS;
import static io.tollgate.guard.login.Guesses.address;
import static io.tollgate.guard.login.Guesses.device;
import static io.tollgate.guard.login.Guesses.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What every ledger must do.
public abstract class GuessLedgerContract {
    private static final String ANN = "ann";

    private final ManualClock time = new ManualClock();
    private LedgerFixture fixture;
    private GuessLedger ledger;

    /// A ledger without rows.
    protected abstract LedgerFixture open(InstantSource clock);

    @BeforeEach
    void open() {
        fixture = open(time);
        ledger = fixture.ledger();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Reservation reserve(Guess guess) {
        return ledger.reserve(guess, BUDGETS);
    }

    private Reservation.Granted granted(Guess guess) {
        Reservation reservation = reserve(guess);
        assertThat(reservation).as("%s", guess).isInstanceOf(Reservation.Granted.class);
        return (Reservation.Granted) reservation;
    }

    private Reservation.Granted fail(Guess guess) {
        Reservation.Granted granted = granted(guess);
        ledger.failed(granted.id());
        return granted;
    }

    private void failMany(String account, int address, int guesses) {
        for (int i = 0; i < guesses; i++) {
            fail(stranger(account, address, "wrong" + i));
        }
    }

    private void assertExhausted(Guess guess, Budget budget, Duration retryAfter) {
        assertThat(reserve(guess)).isEqualTo(new Reservation.Exhausted(budget, retryAfter));
    }

    @Nested
    class ClientBudget {

        @Test
        void fifthGuessFillsItAndSixthIsRefused() {
            for (int i = 0; i < 4; i++) {
                assertThat(fail(stranger(ANN, 1, "wrong" + i)).filled()).isEmpty();
            }
            assertThat(fail(stranger(ANN, 1, "wrong4")).filled()).containsExactly(Budget.CLIENT);

            assertExhausted(stranger(ANN, 1, "wrong5"), Budget.CLIENT, Duration.ofMinutes(5));
        }

        @Test
        void hasRoomAgainWhenTheOldestGuessLeavesTheWindow() {
            failMany(ANN, 1, 1);
            time.advance(Duration.ofMinutes(2));
            for (int i = 1; i < 5; i++) {
                fail(stranger(ANN, 1, "wrong" + i));
            }
            assertExhausted(stranger(ANN, 1, "another"), Budget.CLIENT, Duration.ofMinutes(3));

            time.advance(Duration.ofMinutes(3).minusMillis(1));
            assertExhausted(stranger(ANN, 1, "another"), Budget.CLIENT, Duration.ofMillis(1));

            time.advance(Duration.ofMillis(1));
            fail(stranger(ANN, 1, "another"));
            assertExhausted(stranger(ANN, 1, "one more"), Budget.CLIENT, Duration.ofMinutes(2));
        }

        @Test
        void isThatOfOneAccountAndOneAddress() {
            failMany(ANN, 1, 5);

            granted(stranger("bob", 1, "wrong"));
            granted(stranger(ANN, 2, "wrong"));
        }

        @Test
        void isEmptyAgainOnceAGuessWasRight() {
            failMany(ANN, 1, 4);
            Guess right = stranger(ANN, 1, "right");
            granted(right);

            fixture.accept(right);

            assertThat(fixture.rows()).isZero();
            failMany(ANN, 1, 5);
        }

        @Test
        void countsWhatIsNotSettledYetButSaysSo() {
            for (int i = 0; i < 5; i++) {
                granted(stranger(ANN, 1, "wrong" + i));
            }
            assertThat(reserve(stranger(ANN, 1, "another"))).isEqualTo(new Reservation.Busy(Budget.CLIENT));
        }

        @Test
        void countsWhatIsNeverSettledAsFailed() {
            for (int i = 0; i < 5; i++) {
                granted(stranger(ANN, 1, "wrong" + i));
            }
            time.advance(GuessLedger.SETTLED_WITHIN);

            assertExhausted(
                    stranger(ANN, 1, "another"),
                    Budget.CLIENT,
                    Duration.ofMinutes(5).minus(GuessLedger.SETTLED_WITHIN));
        }
    }

    @Nested
    class SameGuess {

        @Test
        void sharesTheSlotWhileItRuns() {
            Reservation.Granted first = granted(stranger(ANN, 1, "right"));

            assertThat(reserve(stranger(ANN, 1, "right")))
                    .isEqualTo(new Reservation.Running(first.id(), ManualClock.START));
            assertThat(fixture.rows()).isEqualTo(1);
        }

        @Test
        void isKnownToBeWrongUntilItLeavesTheWindow() {
            fail(stranger(ANN, 1, "wrong"));

            time.advance(Duration.ofMinutes(5).minusMillis(1));
            assertThat(reserve(stranger(ANN, 1, "wrong"))).isEqualTo(new Reservation.KnownWrong());

            time.advance(Duration.ofMillis(1));
            granted(stranger(ANN, 1, "wrong"));
        }

        @Test
        void isKnownToBeWrongEvenWhenTheBudgetIsFull() {
            failMany(ANN, 1, 5);

            assertThat(reserve(stranger(ANN, 1, "wrong2"))).isEqualTo(new Reservation.KnownWrong());
        }

        @Test
        void ofAnotherClientIsAnotherGuess() {
            fail(stranger(ANN, 1, "wrong"));

            granted(stranger(ANN, 2, "wrong"));
            granted(device(ANN, "laptop", 1, "wrong"));
        }
    }

    @Nested
    class AccountBudget {

        @Test
        void isTwentyAnHourForAllStrangersTogether() {
            for (int i = 0; i < 20; i++) {
                Set<Budget> filled = fail(stranger(ANN, i, "wrong")).filled();
                assertThat(filled.contains(Budget.ACCOUNT)).isEqualTo(i == 19);
            }
            assertExhausted(stranger(ANN, 100, "wrong"), Budget.ACCOUNT, Duration.ofHours(1));
        }

        @Test
        void doesNotKeepAKnownDeviceOut() {
            for (int i = 0; i < 20; i++) {
                fail(stranger(ANN, i, "wrong"));
            }
            assertThat(granted(device(ANN, "laptop", 1, "right")).filled()).isEmpty();
        }

        @Test
        void isNotUsedByKnownDevices() {
            for (int i = 0; i < 30; i++) {
                fail(device(ANN, "device" + i, 1, "wrong"));
            }
            granted(stranger(ANN, 1, "wrong"));
        }
    }

    @Nested
    class KnownDevice {

        @Test
        void hasABudgetOfItsOwn() {
            failMany(ANN, 1, 5);
            for (int i = 0; i < 5; i++) {
                fail(device(ANN, "laptop", 1, "wrong" + i));
            }
            assertExhausted(device(ANN, "laptop", 2, "another"), Budget.CLIENT, Duration.ofMinutes(5));
            granted(device(ANN, "phone", 1, "wrong"));
        }

        @Test
        void isNotKeptOutByWhatOthersDidFromItsAddress() {
            for (int account = 0; account < 10; account++) {
                failMany("account" + account, 1, 3);
            }
            assertThat(reserve(stranger(ANN, 1, "right"))).isInstanceOf(Reservation.Exhausted.class);

            granted(device(ANN, "laptop", 1, "right"));
        }
    }

    @Nested
    class AddressBudget {

        @Test
        void isThirtyInFiveMinutesForAllAccountsTogether() {
            for (int account = 0; account < 7; account++) {
                failMany("account" + account, 1, 4);
            }
            assertThat(fail(stranger("account0", 1, "another")).filled()).doesNotContain(Budget.ADDRESS);
            assertThat(fail(stranger("account1", 1, "another")).filled()).contains(Budget.ADDRESS);

            assertExhausted(stranger("account2", 1, "another"), Budget.ADDRESS, Duration.ofMinutes(5));
            granted(stranger("account2", 2, "another"));
        }
    }

    @Nested
    class Spraying {

        @Test
        void isTenAccountsInTenMinutes() {
            for (int account = 0; account < 9; account++) {
                assertThat(fail(stranger("account" + account, 1, "wrong")).filled()).isEmpty();
            }
            assertThat(fail(stranger("account9", 1, "wrong")).filled()).containsExactly(Budget.SPRAY);

            assertExhausted(stranger("account10", 1, "wrong"), Budget.SPRAY, Duration.ofMinutes(10));
            granted(stranger("account3", 1, "second"));
        }

        @Test
        void doesNotCountAccountsThatWereMadeGood() {
            for (int account = 0; account < 30; account++) {
                fail(stranger("account" + account, 1, "mistyped"));
                Guess right = stranger("account" + account, 1, "right");
                granted(right);
                fixture.accept(right);
            }
            assertThat(fixture.rows()).isZero();
        }

        @Test
        void isNotWhatManyPeopleLookLikeWhoLogInAtOnce() {
            List<Guess> right = IntStream.range(0, 10)
                    .mapToObj(i -> stranger("account" + i, 1, "right"))
                    .toList();
            right.forEach(GuessLedgerContract.this::granted);
            assertThat(reserve(stranger("account10", 1, "right"))).isEqualTo(new Reservation.Busy(Budget.SPRAY));

            right.forEach(fixture::accept);

            granted(stranger("account10", 1, "right"));
        }

        @Test
        void thatIsSlowIsFortyAccountsInADay() {
            for (int account = 0; account < 39; account++) {
                assertThat(fail(stranger("account" + account, 1, "wrong")).filled()).isEmpty();
                time.advance(Duration.ofMinutes(20));
            }
            assertThat(fail(stranger("account39", 1, "wrong")).filled()).containsExactly(Budget.SPRAY_SLOW);

            assertExhausted(
                    stranger("account40", 1, "wrong"),
                    Budget.SPRAY_SLOW,
                    Duration.ofHours(24).minus(Duration.ofMinutes(20).multipliedBy(39)));
        }
    }

    @Nested
    class Rows {

        @Test
        void tellTheProgressOfAGuess() {
            String id = granted(stranger(ANN, 1, "guess")).id();
            assertThat(ledger.progress(id)).isEqualTo(GuessLedger.Progress.RUNNING);

            ledger.failed(id);
            assertThat(ledger.progress(id)).isEqualTo(GuessLedger.Progress.FAILED);

            ledger.returned(id);
            assertThat(ledger.progress(id)).isEqualTo(GuessLedger.Progress.GONE);
        }

        @Test
        void thatAreReturnedNoLongerCount() {
            failMany(ANN, 1, 4);
            ledger.returned(granted(stranger(ANN, 1, "not hashed")).id());

            granted(stranger(ANN, 1, "another"));
        }

        @Test
        void ofAnAddressCanBeForgotten() {
            failMany(ANN, 1, 5);
            failMany(ANN, 2, 5);

            ledger.forget(address(1));

            granted(stranger(ANN, 1, "wrong0"));
            assertThat(reserve(stranger(ANN, 2, "another"))).isInstanceOf(Reservation.Exhausted.class);
        }
    }

    @Nested
    class InParallel {

        @Test
        void noMoreThanTheBudgetIsGranted() {
            List<Reservation> reservations = Together.run(200, i -> reserve(stranger(ANN, 1, "wrong" + i)));

            assertThat(reservations).filteredOn(Reservation.Granted.class::isInstance).hasSize(5);
            assertThat(reservations)
                    .filteredOn(r -> r instanceof Reservation.Granted(_, Set<Budget> filled, _)
                            && filled.contains(Budget.CLIENT))
                    .hasSize(1);
        }

        @Test
        void equalGuessesShareOneSlot() {
            List<Reservation> reservations = Together.run(100, _ -> reserve(stranger(ANN, 1, "same")));

            assertThat(reservations).filteredOn(Reservation.Granted.class::isInstance).hasSize(1);
            assertThat(fixture.rows()).isEqualTo(1);
        }

        @Test
        void randomAccountsAndAddressesNeitherDeadlockNorExceedABudget() {
            long seed = new Random().nextLong();
            System.out.println("seed " + seed);
            Together.run(24, thread -> {
                Random random = new Random(seed + thread);
                for (int i = 0; i < 40; i++) {
                    Guess guess = stranger("account" + random.nextInt(6), random.nextInt(6), "guess" + random.nextInt(50));
                    if (reserve(guess) instanceof Reservation.Granted(String id, _, _)) {
                        switch (random.nextInt(8)) {
                            case 0 -> fixture.accept(guess);
                            case 1 -> ledger.returned(id);
                            case 2 -> ledger.forget(guess.address());
                            default -> ledger.failed(id);
                        }
                    }
                }
                return true;
            });
            assertThat(fixture.rows()).as("seed %d", seed).isLessThanOrEqualTo(6 * 20);
        }
    }
}
