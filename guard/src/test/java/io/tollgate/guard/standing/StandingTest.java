package io.tollgate.guard.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<Duration> LADDER =
            List.of(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(24), Duration.ofDays(7));

    private static Standing withScore(int score) {
        return Standing.neutral(NOW).withScore(score, NOW);
    }

    private static Standing banned(Standing standing, Instant at) {
        return standing.bannedByRule(LADDER, "bot", "evidence", at);
    }

    private static Instant days(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    @Nested
    class Score {

        @ParameterizedTest
        @CsvSource({"50, 5, 55", "98, 5, 100", "100, 5, 100", "50, -50, 0", "30, -50, 0", "0, -5, 0", "0, 5, 5"})
        void staysWithinItsBounds(int before, int delta, int after) {
            assertThat(withScore(before).scored(delta, 0, NOW).scoreAt(NOW)).isEqualTo(after);
        }

        @ParameterizedTest
        @CsvSource({"50, 45", "44, 40", "40, 40", "38, 38", "0, 0"})
        void doesNotFallBelowTheFloorOfASignalNorRiseToIt(int before, int after) {
            assertThat(withScore(before).scored(-5, 40, NOW).scoreAt(NOW)).isEqualTo(after);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 101})
        void outOfBoundsIsRejected(int score) {
            assertThatThrownBy(() -> withScore(score))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(score));
        }

        @Test
        void staysWithinItsBoundsWhateverHappens() {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Standing standing = Standing.neutral(NOW);
            Instant now = NOW;
            for (int i = 0; i < 10_000; i++) {
                now = now.plus(Duration.ofHours(random.nextInt(100)));
                int before = standing.scoreAt(now);
                int delta = random.nextInt(-60, 61);
                standing = random.nextInt(20) == 0 ? banned(standing, now) : standing.scored(delta, 0, now);
                assertThat(standing.scoreAt(now)).as("seed %d, step %d", seed, i).isBetween(0, 100);
                assertThat(standing.score() - before).as("seed %d, step %d", seed, i).isBetween(-60, 60);
            }
        }
    }

    @Nested
    class Recovery {

        @ParameterizedTest
        @CsvSource({"30, 0, 30", "30, 1, 31", "30, 19, 49", "30, 20, 50", "30, 500, 50", "70, 1, 69", "70, 21, 50", "50, 9, 50"})
        void isAPointTowardsNeutralPerDay(int score, int days, int after) {
            assertThat(withScore(score).scoreAt(days(days))).isEqualTo(after);
        }

        @Test
        void takesAWholeDay() {
            assertThat(withScore(30).scoreAt(days(1).minusMillis(1))).isEqualTo(30);
        }

        @Test
        void isNotReversedByAClockThatStepsBack() {
            assertThat(withScore(30).scoreAt(NOW.minus(Duration.ofDays(3)))).isEqualTo(30);
        }

        @Test
        void startsAnewWithEachChange() {
            Standing standing = withScore(30).scored(-5, 0, days(2));

            assertThat(standing.scoreAt(days(2))).isEqualTo(27);
            assertThat(standing.scoreAt(days(3))).isEqualTo(28);
        }
    }

    @Nested
    class BanByRule {

        @Test
        void lastsLongerForEachRepeat() {
            Standing standing = Standing.neutral(NOW);
            Instant now = NOW;
            List<Duration> durations = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                standing = banned(standing, now);
                Instant end = standing.ban().flatMap(Ban::until).orElseThrow();
                durations.add(Duration.between(now, end));
                now = end;
            }
            assertThat(durations)
                    .containsExactly(
                            LADDER.get(0), LADDER.get(1), LADDER.get(2), LADDER.get(3), LADDER.get(3), LADDER.get(3));
        }

        @Test
        void startsOverThirtyDaysAfterTheLastOneEnded() {
            Standing once = banned(Standing.neutral(NOW), NOW);
            Instant end = NOW.plus(LADDER.getFirst());

            assertThat(banned(once, end.plus(Duration.ofDays(30)).minusMillis(1)).repeats()).isEqualTo(2);
            assertThat(banned(once, end.plus(Duration.ofDays(30))).repeats()).isEqualTo(1);
        }

        @Test
        void isInForceUntilItsLastMillisecond() {
            Standing standing = banned(Standing.neutral(NOW), NOW);
            Instant end = NOW.plus(LADDER.getFirst());

            assertThat(standing.banAt(end.minusMillis(1))).isPresent();
            assertThat(standing.banAt(end)).isEmpty();
        }

        @Test
        void leavesAScoreOfThirtyThatRecovers() {
            Standing standing = banned(withScore(0), NOW);
            Instant end = NOW.plus(LADDER.getFirst());

            assertThat(standing.scoreAt(end.minusMillis(1))).isEqualTo(0);
            assertThat(standing.scoreAt(end)).isEqualTo(30);
            assertThat(standing.scoreAt(end.plus(Duration.ofDays(4)))).isEqualTo(34);
            assertThat(standing.scored(-5, 0, end).scoreAt(end)).isEqualTo(25);
        }

        @Test
        void isNotProlongedNorCountedTwiceByWhatHappensWhileItIsInForce() {
            Standing standing = banned(Standing.neutral(NOW), NOW);

            assertThat(banned(standing, NOW.plusSeconds(60))).isEqualTo(standing);
        }

        @Test
        void doesNotReplaceABanByHand() {
            Standing standing = Standing.neutral(NOW).bannedByHand("by me", Optional.empty(), NOW);

            assertThat(banned(standing, days(400)).ban()).isEqualTo(standing.ban());
        }

        @Test
        void doesNotHitAnExemptedAddress() {
            Standing standing = Standing.neutral(NOW).allowed(days(1));

            assertThat(banned(standing, NOW).ban()).isEmpty();
        }
    }

    @Nested
    class BanByHand {

        @Test
        void withoutADurationNeverEnds() {
            Standing standing = Standing.neutral(NOW).bannedByHand("by me", Optional.empty(), NOW);

            assertThat(standing.banAt(days(10_000))).isPresent();
            assertThat(standing.isForgettable(days(10_000))).isFalse();
        }

        @Test
        void doesNotMakeARepeatedOffenderAFirstOne() {
            Standing twice = banned(banned(Standing.neutral(NOW), NOW), days(1));
            Standing byHand = twice.bannedByHand("by me", Optional.of(Duration.ofMinutes(1)), days(2));

            assertThat(banned(byHand, days(3)).repeats()).isEqualTo(3);
        }

        @Test
        void aloneIsNoOffence() {
            Standing byHand = Standing.neutral(NOW).bannedByHand("by me", Optional.of(Duration.ofMinutes(1)), NOW);

            assertThat(banned(byHand, days(1)).repeats()).isEqualTo(1);
        }

        @Test
        void endsAnExemption() {
            Standing standing = Standing.neutral(NOW)
                    .allowed(days(1))
                    .bannedByHand("by me", Optional.of(Duration.ofHours(1)), NOW);

            assertThat(standing.banAt(NOW)).isPresent();
        }
    }

    @Nested
    class Pardon {

        @Test
        void endsTheBanAndSetsTheScoreToNeutral() {
            Standing standing = banned(withScore(0), NOW).pardoned(NOW.plusSeconds(1));

            assertThat(standing.banAt(NOW.plusSeconds(1))).isEmpty();
            assertThat(standing.scoreAt(NOW.plusSeconds(1))).isEqualTo(50);
        }

        @Test
        void leavesNoRepeat() {
            Standing standing = banned(banned(Standing.neutral(NOW), NOW), days(1)).pardoned(days(1));

            assertThat(banned(standing, days(2)).repeats()).isEqualTo(1);
        }

        @Test
        void forgivesNothingOfAnAddressWithoutBlame() {
            Standing banned = banned(Standing.neutral(NOW), NOW);

            assertThat(withScore(50).isBlameless(NOW)).isTrue();
            assertThat(withScore(60).isBlameless(NOW)).isTrue();
            assertThat(withScore(49).isBlameless(NOW)).isFalse();
            assertThat(withScore(49).isBlameless(days(1))).isTrue();
            assertThat(banned.isBlameless(NOW)).isFalse();
            assertThat(banned.isBlameless(days(29))).isFalse();
            assertThat(banned.pardoned(NOW).isBlameless(NOW)).isTrue();
        }
    }

    @Nested
    class Exemption {

        @Test
        void leavesTheScoreToTime() {
            Standing standing = withScore(20).allowed(days(11)).allowed(days(12));

            assertThat(standing.scoreAt(days(10))).isEqualTo(withScore(20).scoreAt(days(10)));
        }

        @Test
        void beatsABanUntilItEnds() {
            Standing standing = banned(Standing.neutral(NOW), NOW).allowed(NOW.plusSeconds(60));

            assertThat(standing.banAt(NOW)).isEmpty();
            assertThat(standing.banAt(NOW.plusSeconds(60))).isPresent();
        }
    }

    @Nested
    class Forgetting {

        @Test
        void comesThirtyDaysAfterTheLastChange() {
            assertThat(withScore(0).isForgettable(days(30))).isFalse();
            assertThat(withScore(0).isForgettable(days(30).plusMillis(1))).isTrue();
        }

        @Test
        void waitsThirtyDaysFromTheEndOfTheLastBan() {
            Standing standing = banned(Standing.neutral(NOW), NOW);

            assertThat(standing.isForgettable(days(30).plusMillis(1))).isFalse();
            assertThat(standing.isForgettable(days(30).plus(LADDER.getFirst()).plusMillis(1))).isTrue();
        }

        @Test
        void waitsForTheEndOfAnExemption() {
            assertThat(withScore(0).allowed(days(90)).isForgettable(days(60))).isFalse();
        }
    }
}
