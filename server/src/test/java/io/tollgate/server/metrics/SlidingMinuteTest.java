package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.database.PoolUse;
import org.junit.jupiter.api.Test;

class SlidingMinuteTest {
    private static final SystemReading READING = new SystemReading(
            10 << 20, 100 << 20, 40 << 20, 200L << 20, 1L << 30, 25, 10, 10, 0, 0, 1, 7, 0, new PoolUse(0, 0, 0), 1,
            0.5, 0);

    private final SlidingMinute sliding = new SlidingMinute();

    private RecentMinute tenSeconds(int requestsPerSecond, int failed) {
        for (int i = 0; i < SlidingMinute.SLICE; i++) {
            Tally second = new Tally();
            second.requests(200, requestsPerSecond - failed);
            second.requests(503, failed);
            second.latency().recordValueWithCount(2_000, requestsPerSecond);
            sliding.add(second, READING);
        }
        assertThat(sliding.isSliceFull()).isTrue();
        return sliding.turn(READING);
    }

    @Test
    void coversTheLastMinuteAndNoMore() {
        tenSeconds(100, 100);
        RecentMinute recent = new RecentMinute(0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < 5; i++) {
            recent = tenSeconds(1, 0);
        }
        assertThat(recent.requests()).isEqualTo(1_050);
        assertThat(recent.errorRate()).isGreaterThan(90);

        recent = tenSeconds(1, 0);

        assertThat(recent.requests()).isEqualTo(60);
        assertThat(recent.errorRate()).isZero();
    }

    @Test
    void fewRequestsHaveNoPercentileAndNoRate() {
        RecentMinute recent = tenSeconds(1, 1);

        assertThat(recent.requests()).isEqualTo(10);
        assertThat(recent.p99()).isZero();
        assertThat(recent.errorRate()).isZero();
    }

    @Test
    void oneSlowOrFailedRequestAloneIsNoReasonForAnAlert() {
        Tally outlier = new Tally();
        outlier.requests(503, 1);
        outlier.latency().recordValue(5_000_000);
        sliding.add(outlier, READING);
        RecentMinute one = tenSecondsAfter(9);
        assertThat(one.p99()).isLessThan(3);
        assertThat(one.errorRate()).isZero();

        sliding.add(outlier, READING);
        RecentMinute two = tenSecondsAfter(9);

        assertThat(two.p99()).isGreaterThan(4_900);
        assertThat(two.errorRate()).isGreaterThan(1);
    }

    private RecentMinute tenSecondsAfter(int seconds) {
        for (int i = 0; i < seconds; i++) {
            Tally second = new Tally();
            second.requests(200, 4);
            second.latency().recordValueWithCount(2_000, 4);
            sliding.add(second, READING);
        }
        return sliding.turn(READING);
    }

    @Test
    void sharesAreOfWhatBoundsThem() {
        RecentMinute recent = tenSeconds(10, 0);

        assertThat(recent.memory()).isEqualTo(40);
        assertThat(recent.cpu()).isEqualTo(25);
        assertThat(recent.redisFull()).isEqualTo(50);
        assertThat(recent.connections()).isEqualTo(7);
        assertThat(recent.rss()).isEqualTo(200);
    }
}
