package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.HdrHistogram.AbstractHistogram;
import org.junit.jupiter.api.Test;

class RecentLatencyTest {
    private final RecentLatency recent = new RecentLatency();

    private static AbstractHistogram second(long millis, int requests) {
        AbstractHistogram second = Latencies.histogram();
        second.recordValueWithCount(millis * 1_000, requests);
        return second;
    }

    @Test
    void percentileIsThatOfAllRequestsAndNotOfAllSeconds() {
        for (int i = 1; i < RecentLatency.SECONDS; i++) {
            recent.add(second(1, 1));
        }
        recent.add(second(900, 971));

        RecentLatency.View view = recent.view();
        assertThat(view.requests()).isEqualTo(1_000);
        assertThat(view.latency().p50()).isCloseTo(900, within(9.0));
        assertThat(view.latency().min()).isEqualTo(1);
    }

    @Test
    void whatIsOlderIsForgotten() {
        recent.add(second(5_000, 100));
        for (int i = 0; i < RecentLatency.SECONDS; i++) {
            recent.add(second(2, 3));
        }

        RecentLatency.View view = recent.view();
        assertThat(view.requests()).isEqualTo(3 * RecentLatency.SECONDS);
        assertThat(view.latency().max()).isCloseTo(2, within(0.02));
        assertThat(view.latency().mean()).isCloseTo(2, within(0.02));
    }

    @Test
    void quietSecondsLeaveNothingBehind() {
        recent.add(second(5, 10));
        for (int i = 0; i < RecentLatency.SECONDS; i++) {
            recent.add(Latencies.histogram());
        }

        assertThat(recent.view())
                .isEqualTo(new RecentLatency.View(RecentLatency.SECONDS, 0, new Figures.Latency(0, 0, 0, 0, 0, 0)));
    }
}
