package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.metrics.ScalingAdvice.Threshold;
import io.tollgate.server.settings.MetricsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingAdviceTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final ScalingAdvice scaling = new ScalingAdvice(
            new MetricsSettings.Scaling(70, 80, 1_000, 10_000, 80, 80, 80, Duration.ofMinutes(5)), START);

    private void look(int seconds, double cpu, long requests, int connections, double memory, double redis) {
        scaling.look(
                new RecentMinute(1, 0, 100, cpu, 1, requests, connections, memory, redis), START.plusSeconds(seconds));
    }

    private List<String> holding() {
        return scaling.thresholds().stream().filter(Threshold::holds).map(Threshold::name).toList();
    }

    @Test
    void shareMustBeExceededForLong() {
        look(0, 60, 0, 0, 0, 0);
        look(10, 75, 0, 0, 0, 0);
        look(299, 75, 0, 0, 0, 0);
        assertThat(holding()).isEmpty();
        assertThat(scaling.thresholds().getFirst().exceededSeconds()).isEqualTo(299);

        look(300, 75, 0, 0, 0, 0);

        assertThat(holding()).containsExactly("cpu");
        assertThat(scaling.advice()).containsExactly("Add a node: this one is short of processor time.");
    }

    @Test
    void breakBeginsTheTimeAnew() {
        look(0, 75, 0, 0, 0, 0);
        look(290, 69, 0, 0, 0, 0);
        look(300, 75, 0, 0, 0, 0);

        assertThat(holding()).isEmpty();
    }

    @Test
    void countsOfTheLastMinuteHoldAtOnce() {
        look(10, 0, 10_001, 1_001, 0, 0);

        assertThat(holding()).containsExactly("connections", "throughput");
    }

    @Test
    void atTheLimitNothingHolds() {
        look(0, 70, 10_000, 1_000, 80, 80);
        look(600, 70, 10_000, 1_000, 80, 80);

        assertThat(holding()).isEmpty();
    }

    @Test
    void muchMoreAdvisesALargerNodeToo() {
        look(0, 90, 0, 0, 90, 90);
        look(300, 90, 0, 0, 90, 90);

        assertThat(holding()).containsExactly("cpu", "memory", "memory-up", "cpu-up", "redis-memory");
    }
}
