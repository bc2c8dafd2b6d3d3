package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.metrics.PerformanceRules.Active;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PerformanceRulesTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final List<String> heard = new ArrayList<>();
    private final PerformanceRules alerts = new PerformanceRules(Measured.ALERTS);
    private Instant now = START;

    @BeforeEach
    void listen() {
        alerts.listen(new PerformanceRules.Listener() {
            @Override
            public void raised(Active alert) {
                heard.add("raised " + alert.name());
            }

            @Override
            public void cleared(Active alert, double value, Instant at) {
                heard.add("cleared " + alert.name());
            }
        });
    }

    private void look(RecentMinute minute) {
        alerts.look(minute, now);
        now = now.plusSeconds(SlidingMinute.SLICE);
    }

    private void p99(double... values) {
        for (double value : values) {
            look(new RecentMinute(value, 0, 100, 10, 1, 100, 1, 10, 0));
        }
    }

    @Test
    void isRaisedWhenItHoldsAndNotBefore() {
        p99(1_200, 1_200);
        assertThat(alerts.active()).isEmpty();

        p99(1_300);

        assertThat(alerts.active()).containsExactly(new Active("p99", START, 1_300, 1_000, "ms"));
        assertThat(heard).containsExactly("raised p99");
    }

    @Test
    void oneLookUnderTheLimitIsForgiven() {
        p99(1_200, 900, 1_200, 1_200);

        assertThat(heard).containsExactly("raised p99");
    }

    @Test
    void aValueAtTheLimitIsNotTooMuch() {
        p99(1_000, 1_000, 1_000, 1_000, 1_000);

        assertThat(heard).isEmpty();
    }

    @Test
    void aValueThatComesAndGoesRaisesNothing() {
        p99(1_200, 900, 900, 1_200, 900, 900, 1_200, 900, 900, 1_200);

        assertThat(heard).isEmpty();
    }

    @Test
    void endsWhenItWasFineForLongEnough() {
        p99(1_200, 1_200, 1_200);
        p99(900, 900, 900, 900, 900);
        assertThat(alerts.active()).hasSize(1);

        p99(900);

        assertThat(alerts.active()).isEmpty();
        assertThat(heard).containsExactly("raised p99", "cleared p99");
    }

    @Test
    void waveringValueRaisesOneAlertOnly() {
        for (int i = 0; i < 50; i++) {
            p99(1_200, 1_200, 900);
        }

        assertThat(heard).containsExactly("raised p99");
    }

    @Test
    void everyRuleIsRaisedByItsOwnValue() {
        for (int i = 0; i < 3; i++) {
            look(new RecentMinute(1_001, 1.1, 501, 100.1, 51, 100, 1, 10, 0));
        }

        assertThat(alerts.active())
                .extracting(Active::name)
                .containsExactly("p99", "error-rate", "memory", "cpu", "redis-latency");
        assertThat(alerts.names()).containsExactlyElementsOf(alerts.active().stream().map(Active::name).toList());
    }

    @Test
    void whoeverHearsOfAnAlertFindsItAmongTheStandings() {
        List<PerformanceRules.Standing> seen = new ArrayList<>();
        alerts.listen(new PerformanceRules.Listener() {
            @Override
            public void raised(Active alert) {
                seen.add(alerts.standings().getFirst());
            }

            @Override
            public void cleared(Active alert, double value, Instant at) {
                seen.add(alerts.standings().getFirst());
            }
        });

        p99(1_200, 1_200, 1_200);
        p99(900, 900, 900, 900, 900, 900);

        assertThat(seen).containsExactly(
                new PerformanceRules.Standing("p99 in ms", 1_200, 1_000, Optional.of(START)),
                new PerformanceRules.Standing("p99 in ms", 900, 1_000, Optional.empty()));
    }

    @Test
    void listenerThatFailsDoesNotStopTheRules() {
        alerts.listen(new PerformanceRules.Listener() {
            @Override
            public void raised(Active alert) {
                throw new IllegalStateException("no");
            }

            @Override
            public void cleared(Active alert, double value, Instant at) {
                throw new IllegalStateException("no");
            }
        });
        p99(1_200, 1_200, 1_200);
        assertThat(alerts.active()).hasSize(1);

        p99(1, 1, 1, 1, 1, 1);
        assertThat(alerts.active()).isEmpty();
    }
}
