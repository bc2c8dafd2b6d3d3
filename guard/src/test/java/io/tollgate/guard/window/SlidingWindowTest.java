package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The step alone. What it makes of whole schedules the contract of the stores tests.
class SlidingWindowTest {
    private static final long PERIOD = 60_000;

    private final SlidingWindow window = new SlidingWindow();

    private void open(int capacity) {
        window.open(new long[capacity + 10], 5, capacity, 0);
    }

    private boolean admits(long now, int limit) {
        window.expire(now, PERIOD);
        boolean admitted = window.waitMillis(limit, PERIOD, now) == 0;
        if (admitted) {
            window.add(now, PERIOD);
        }
        return admitted;
    }

    /// With `c` cells a request counts at most `1/(c - 1)` of the period too long, however many there are.
    @ParameterizedTest
    @CsvSource({"3, 10", "3, 1000", "8, 100", "16, 1000", "64, 257", "64, 600", "64, 5000"})
    void withFewCellsIsNeverLaxAndStrictByASliceAtMost(int capacity, int limit) {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var oracle = new WindowOracle();
        var rule = new WindowRule(0, "rule", RateLimit.parse(limit + "/1m"));
        long slice = Math.ceilDiv(PERIOD, capacity - 1);
        open(capacity);
        long now = 0;
        int refused = 0;
        for (int i = 0; i < 5 * limit + 2_000; i++) {
            now += random.nextInt(2 * limit) == 0 ? random.nextLong(PERIOD) : random.nextLong(PERIOD / limit + 2);
            if (admits(now, limit)) {
                assertThat(oracle.count(rule, now, PERIOD)).as("too lax, seed %d", seed).isLessThan(limit);
                oracle.record(rule, now);
            } else {
                refused++;
                assertThat(oracle.count(rule, now, PERIOD + slice)).as("too strict, seed %d", seed)
                        .isGreaterThanOrEqualTo(limit);
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    @Test
    void keepsItsStateInTheCellsAndOneWord() {
        var cells = new long[8];
        window.open(cells, 0, 8, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(admits(i, 5)).isTrue();
        }
        long ring = window.ring();
        window.open(new long[3], 0, 3, 0);
        assertThat(window.isEmpty()).isTrue();
        window.open(cells, 0, 8, ring);
        assertThat(admits(PERIOD - 1, 5)).isFalse();
        assertThat(admits(PERIOD, 5)).isTrue();
    }

    @Test
    void goesOnUnchangedInALargerPlace() {
        open(8);
        for (int i = 0; i < 12; i++) {
            assertThat(admits(i * 10_000, 8)).isTrue();
        }
        assertThat(window.isFullFor(119_000)).isFalse();
        window.moveTo(new long[40], 20, 16);
        assertThat(window.capacity()).isEqualTo(16);
        assertThat(window.waitMillis(6, PERIOD, 110_000)).isEqualTo(10_000);
        assertThat(admits(119_999, 6)).isFalse();
        assertThat(admits(120_000, 6)).isTrue();
    }

    @Test
    void takesOverWhatAnotherCounts() {
        var other = new SlidingWindow();
        other.open(new long[64], 0, 64, 0);
        for (int i = 0; i < 30; i++) {
            other.add(i * 1_000, PERIOD);
            other.add(i * 1_000, PERIOD);
        }
        open(3);
        window.add(0, PERIOD);
        assertThat(window.isInherited()).isFalse();
        window.inherit(other, PERIOD);
        assertThat(window.waitMillis(62, PERIOD, 29_000)).isZero();
        assertThat(window.waitMillis(61, PERIOD, 29_000)).isPositive();
        assertThat(window.lastTime()).isEqualTo(29_000);

        window.add(31_000, PERIOD);
        window.expire(PERIOD + 28_999, PERIOD);
        assertThat(window.isInherited()).isTrue();
        window.expire(PERIOD + 29_000, PERIOD);
        assertThat(window.isInherited()).isFalse();
        assertThat(window.waitMillis(1, PERIOD, PERIOD + 29_000)).isEqualTo(2_000);
    }

    @Test
    void countsWhatComesTooLateAtTheLastTime() {
        open(3);
        window.add(1_000, PERIOD);
        window.add(400, PERIOD);
        window.expire(60_999, PERIOD);
        assertThat(window.waitMillis(2, PERIOD, 60_999)).isEqualTo(1);
        window.expire(61_000, PERIOD);
        assertThat(window.isEmpty()).isTrue();
    }
}
