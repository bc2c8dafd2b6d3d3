package io.tollgate.guard.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.ManualNanoClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.guard.window.InProcessWindowStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StandingsTest {
    private static final int CAPACITY = 100;
    private static final List<Duration> LADDER = List.of(Duration.ofHours(1), Duration.ofHours(4));
    private static final ClientAddress ADDRESS = address("203.0.113.7");
    private static final ClientAddress ALLOWED = address("198.51.100.1");

    private final ManualClock time = new ManualClock();
    private final ManualNanoClock nanos = new ManualNanoClock();
    private final InMemoryStandingStore store = new InMemoryStandingStore(time);
    private final Standings standings = node();

    private Standings node() {
        return node(time);
    }

    private Standings node(InstantSource clock) {
        return new Standings(
                store,
                CidrSet.parse(List.of("198.51.100.0/24")),
                LADDER,
                Duration.ofMinutes(30),
                new InProcessWindowStore(1 << 20, nanos, 7),
                clock,
                CAPACITY);
    }

    private static ClientAddress address(String text) {
        return ClientAddress.parse(text).orElseThrow();
    }

    private static ClientAddress numbered(int number) {
        return address("10.1." + number / 256 + "." + number % 256);
    }

    private int score() {
        return standings.of(ADDRESS).scoreAt(time.instant());
    }

    private int storedScore() {
        return store.find(ADDRESS).scoreAt(time.instant());
    }

    private Optional<Ban> signal(Signal signal) {
        return standings.signal(ADDRESS, signal, "seen");
    }

    private void pass(Duration duration) {
        time.advance(duration);
        nanos.advance(duration);
    }

    @Nested
    class Scores {

        @Test
        void changeInMemoryAtOnceAndInTheStoreWithTheNextFlush() {
            signal(Signal.OVER_LIMIT);

            assertThat(score()).isEqualTo(45);
            assertThat(storedScore()).isEqualTo(50);

            standings.flush();

            assertThat(storedScore()).isEqualTo(45);
        }

        @Test
        void ofOneAddressAreWrittenAsOneUpdate() {
            for (int i = 0; i < 5; i++) {
                signal(Signal.LOGIN_SUCCESS);
            }
            standings.flush();
            standings.flush();

            assertThat(storedScore()).isEqualTo(75);
            assertThat(store.updates()).isEqualTo(1);
        }

        @Test
        void areKeptWhileTheStoreIsAwayAndWrittenLater() {
            signal(Signal.OVER_LIMIT);
            store.setAway(true);
            assertThatThrownBy(standings::flush).isInstanceOf(IllegalStateException.class);
            signal(Signal.LOGIN_SUCCESS);
            assertThatThrownBy(standings::flush).isInstanceOf(IllegalStateException.class);
            store.setAway(false);

            standings.flush();

            assertThat(storedScore()).isEqualTo(50);
            assertThat(store.find(ADDRESS).scoredAt()).isEqualTo(time.instant());
        }

        @Test
        void notYetWrittenOutlastAReloadAndNewsOfTheAddress() {
            signal(Signal.LOGIN_SUCCESS);
            standings.flush();
            signal(Signal.OVER_LIMIT);

            standings.reload();
            assertThat(score()).isEqualTo(50);
            standings.refresh(Set.of(ADDRESS));
            assertThat(score()).isEqualTo(50);
        }

        @Test
        void areAddedUpOverNodes() {
            Standings other = node();
            signal(Signal.BOT);
            other.signal(ADDRESS, Signal.OVER_LIMIT, "seen");

            standings.flush();
            other.flush();

            assertThat(storedScore()).isEqualTo(20);
            assertThat(other.of(ADDRESS).scoreAt(time.instant())).isEqualTo(20);
        }

        @Test
        void thatAreTooLowOnlyWhenAddedUpOverNodesBan() {
            Standings other = node();
            signal(Signal.BOT);
            other.signal(ADDRESS, Signal.BOT, "seen");
            assertThat(standings.flush()).isEmpty();

            assertThat(other.flush()).containsOnlyKeys(ADDRESS);

            assertThat(other.banOf(ADDRESS)).isPresent();
            assertThat(store.find(ADDRESS).banAt(time.instant())).isPresent();
        }

        @Test
        void ofParallelSignalsAreAllWritten() {
            Together.run(10, _ -> signal(Signal.LOGIN_SUCCESS));
            standings.flush();

            assertThat(storedScore()).isEqualTo(100);
        }
    }

    @Nested
    class Signals {

        @Test
        void twiceABotIsBanned() {
            assertThat(signal(Signal.BOT)).isEmpty();
            pass(Duration.ofMinutes(1));

            Optional<Ban> ban = signal(Signal.BOT);

            assertThat(ban).map(Ban::reason).contains("bot");
            assertThat(standings.banOf(ADDRESS)).isEqualTo(ban);
        }

        @Test
        void ofABotCountOnceAMinute() {
            for (int i = 0; i < 100; i++) {
                assertThat(signal(Signal.BOT)).isEmpty();
            }
            assertThat(score()).isEqualTo(25);
        }

        @Test
        void ofAnExceededLimitCountOncePerTenSeconds() {
            for (int i = 0; i < 100; i++) {
                signal(Signal.OVER_LIMIT);
            }
            assertThat(score()).isEqualTo(45);
            pass(Duration.ofSeconds(10));
            signal(Signal.OVER_LIMIT);
            assertThat(score()).isEqualTo(40);
        }

        @Test
        void ofASuspiciousAgentNeverMakeAnAddressSuspicious() {
            for (int day = 0; day < 30; day++) {
                assertThat(signal(Signal.SUSPICIOUS_AGENT)).isEmpty();
                standings.flush();
                assertThat(score()).isBetween(40, 50);
                pass(Duration.ofDays(1));
            }
            assertThat(standings.multiplierOf(ADDRESS)).isEqualTo(1);
        }

        @Test
        void thatBanDoSoWhateverTheScore() {
            for (int i = 0; i < 10; i++) {
                signal(Signal.LOGIN_SUCCESS);
            }
            standings.flush();

            assertThat(signal(Signal.LOGIN_BUDGET)).isPresent();
            assertThat(score()).isEqualTo(50);
        }

        @Test
        void ofASignupFloodBanForTheirOwnTime() {
            Ban ban = signal(Signal.SIGNUP_FLOOD).orElseThrow();

            assertThat(ban.until()).contains(time.instant().plus(Duration.ofMinutes(30)));
        }

        @Test
        void thatAreGoodNeverBan() {
            standings.change(ADDRESS, standing -> standing.withScore(5, time.instant()));

            assertThat(signal(Signal.LOGIN_SUCCESS)).isEmpty();
            standings.flush();

            assertThat(standings.banOf(ADDRESS)).isEmpty();
            assertThat(storedScore()).isEqualTo(10);
            assertThat(standings.of(ADDRESS).tierAt(time.instant())).isEqualTo(ReputationTier.SUSPICIOUS);
            assertThat(standings.multiplierOf(ADDRESS)).isEqualTo(0.5);
            assertThat(standings.census()).isEqualTo(new Census(0, 1, 0, 0, 0));
        }

        @Test
        void thatAreBadBanWhomAPersonGaveThatScore() {
            standings.change(ADDRESS, standing -> standing.withScore(5, time.instant()));

            assertThat(signal(Signal.OVER_LIMIT)).isPresent();
            assertThat(standings.of(ADDRESS).tierAt(time.instant())).isEqualTo(ReputationTier.BANNED);
            assertThat(standings.census()).isEqualTo(new Census(1, 0, 0, 0, 0));

            standings.change(ADDRESS, standing -> standing.allowed(time.instant().plusSeconds(60)));

            assertThat(standings.census()).isEqualTo(new Census(0, 1, 0, 0, 1));
        }
    }

    @Nested
    class Bans {

        @Test
        void areStoredBeforeTheyAreKnown() {
            store.setAway(true);

            assertThatThrownBy(() -> signal(Signal.LOGIN_BUDGET)).isInstanceOf(IllegalStateException.class);

            assertThat(standings.banOf(ADDRESS)).isEmpty();
        }

        @Test
        void areReportedOnceAlthoughManyFindTheReason() {
            List<Optional<Ban>> bans = Together.run(20, _ -> signal(Signal.LOGIN_BUDGET));

            assertThat(store.find(ADDRESS).repeats()).isEqualTo(1);
            assertThat(bans.stream().flatMap(Optional::stream).distinct()).hasSize(1);
            pass(Duration.ofSeconds(1));
            assertThat(signal(Signal.LOGIN_BUDGET)).isEmpty();
        }

        @Test
        void surviveAReload() {
            signal(Signal.LOGIN_BUDGET);
            Standings restarted = node();
            assertThat(restarted.banOf(ADDRESS)).isEmpty();

            restarted.reload();

            assertThat(restarted.banOf(ADDRESS)).isPresent();
        }

        @Test
        void madeDuringAReloadOutlastIt() {
            signal(Signal.OVER_LIMIT);
            standings.flush();
            store.setAfterRead(() -> {
                signal(Signal.LOGIN_BUDGET);
                standings.change(numbered(1), standing -> standing.bannedByHand("abuse", Optional.empty(), time.instant()));
            });

            standings.reload();

            assertThat(standings.banOf(ADDRESS)).isPresent();
            assertThat(standings.banOf(numbered(1))).isPresent();
        }

        /// The feed tells of them on a thread of its own while a reload on another puts its rows in place, one by one.
        @Test
        void heardOfInTheMiddleOfAReloadOutlastIt() {
            Set<ClientAddress> both = Set.of(ADDRESS, numbered(1));
            both.forEach(address -> store.update(address, standing -> standing.withScore(45, time.instant())));
            Deque<Runnable> events = new ArrayDeque<>();
            Standings busy = node(() -> {
                Optional.ofNullable(events.poll()).ifPresent(Runnable::run);
                return time.instant();
            });
            busy.reload();
            // A reload asks for the time once, and then for each address.
            events.add(() -> {});
            events.add(() -> {
                both.forEach(address -> store.update(
                        address, standing -> standing.bannedByHand("abuse", Optional.empty(), time.instant())));
                busy.refresh(both);
            });

            busy.reload();

            assertThat(events).isEmpty();
            assertThat(both).allSatisfy(address -> assertThat(busy.banOf(address)).isPresent());
        }

        /// An address that is not held before and not held after was changed all the same.
        @Test
        void madeAndUndoneDuringAReloadStayUndone() {
            store.setDuringRead(() -> standings.change(
                    ADDRESS, standing -> standing.bannedByHand("abuse", Optional.empty(), time.instant())));
            store.setAfterRead(() -> standings.change(ADDRESS, standing -> standing.pardoned(time.instant())));

            standings.reload();

            assertThat(standings.banOf(ADDRESS)).isEmpty();
        }

        @Test
        void undoneDuringAReloadStayUndone() {
            signal(Signal.LOGIN_BUDGET);
            store.setAfterRead(() -> standings.change(ADDRESS, standing -> standing.pardoned(time.instant())));

            standings.reload();

            assertThat(standings.banOf(ADDRESS)).isEmpty();
        }

        @Test
        void reachAnotherNodeWithItsRefresh() {
            Standings other = node();
            signal(Signal.LOGIN_BUDGET);

            other.refresh(Set.of(ADDRESS));
            assertThat(other.banOf(ADDRESS)).isPresent();

            standings.change(ADDRESS, standing -> standing.pardoned(time.instant()));
            other.refresh(Set.of(ADDRESS));
            assertThat(other.banOf(ADDRESS)).isEmpty();
        }

        @Test
        void areNotLiftedByAFlushBeforeTheNewsOfTheirUndo() {
            signal(Signal.OVER_LIMIT);
            signal(Signal.LOGIN_BUDGET);
            store.update(ADDRESS, standing -> standing.pardoned(time.instant()));

            standings.flush();
            assertThat(standings.banOf(ADDRESS)).isPresent();

            standings.refresh(Set.of(ADDRESS));
            assertThat(standings.banOf(ADDRESS)).isEmpty();
        }

        @Test
        void endByThemselves() {
            signal(Signal.LOGIN_BUDGET);

            pass(LADDER.getFirst());

            assertThat(standings.banOf(ADDRESS)).isEmpty();
            assertThat(standings.multiplierOf(ADDRESS)).isEqualTo(0.5);
        }
    }

    @Nested
    class AllowList {

        @Test
        void addressesAreNeitherScoredNorBanned() {
            for (Signal signal : Signal.values()) {
                assertThat(standings.signal(ALLOWED, signal, "seen")).isEmpty();
            }
            standings.flush();

            assertThat(store.updates()).isEqualTo(0);
        }

        @Test
        void beatsABanByHand() {
            standings.change(ALLOWED, standing -> standing.bannedByHand("by me", Optional.empty(), time.instant()));

            assertThat(standings.banOf(ALLOWED)).isEmpty();
        }

        @Test
        void exemptionByAPersonHoldsUntilItEnds() {
            standings.change(ADDRESS, standing -> standing.allowed(time.instant().plusSeconds(60)));
            assertThat(signal(Signal.LOGIN_BUDGET)).isEmpty();
            assertThat(standings.isAllowed(ADDRESS)).isTrue();

            pass(Duration.ofSeconds(60));

            assertThat(standings.isAllowed(ADDRESS)).isFalse();
            assertThat(signal(Signal.LOGIN_BUDGET)).isPresent();
        }
    }

    @Nested
    class WhenFull {

        private void fill() {
            for (int i = 0; i < 2 * CAPACITY; i++) {
                standings.signal(numbered(i), Signal.OVER_LIMIT, "seen");
            }
        }

        @Test
        void memoryIsBounded() {
            fill();

            assertThat(standings.size()).isEqualTo(CAPACITY);
        }

        @Test
        void bansAreHeldAllTheSame() {
            fill();

            signal(Signal.LOGIN_BUDGET);

            assertThat(standings.banOf(ADDRESS)).isPresent();
        }

        @Test
        void exemptionsAreHeldAllTheSame() {
            fill();

            standings.change(ADDRESS, standing -> standing.allowed(time.instant().plusSeconds(60)));

            assertThat(standings.isAllowed(ADDRESS)).isTrue();
        }

        @Test
        void lowScoresOfUnrememberedAddressesStillBan() {
            fill();
            standings.flush();
            assertThat(signal(Signal.BOT)).isEmpty();
            standings.flush();
            pass(Duration.ofMinutes(1));
            assertThat(signal(Signal.BOT)).isEmpty();

            assertThat(standings.flush()).containsOnlyKeys(ADDRESS);

            assertThat(standings.banOf(ADDRESS)).isPresent();
        }

        @Test
        void bansAndExemptionsAreLoadedWhateverTheirScore() {
            fill();
            standings.flush();
            standings.change(ADDRESS, standing -> standing.bannedByHand("by me", Optional.empty(), time.instant()));
            ClientAddress exempted = address("192.0.2.1");
            standings.change(exempted, standing -> standing.allowed(time.instant().plusSeconds(60)));
            Standings restarted = node();

            restarted.reload();

            assertThat(restarted.banOf(ADDRESS)).isPresent();
            assertThat(restarted.isAllowed(exempted)).isTrue();
        }

        @Test
        void aReloadMakesRoomOfWhatTimeHasMadeNeutral() {
            fill();
            standings.flush();
            pass(Duration.ofDays(6));

            standings.reload();

            assertThat(standings.size()).isEqualTo(0);
        }
    }
}
