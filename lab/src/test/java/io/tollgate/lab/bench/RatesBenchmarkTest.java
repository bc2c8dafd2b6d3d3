package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Send;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesBenchmarkTest {

    @Test
    void everySlotOfTimeHasOneSendAtARandomPlace() {
        List<Send> sends = RatesBenchmark.sends(500, Duration.ofSeconds(2), 1);

        assertThat(sends).hasSize(1_000);
        for (int i = 0; i < sends.size(); i++) {
            assertThat(sends.get(i).atNanos()).isBetween(i * 2_000_000L, (i + 1) * 2_000_000L);
        }
        assertThat(sends.stream().map(send -> send.atNanos() % 2_000_000).distinct()).hasSizeGreaterThan(900);
        assertThat(RatesBenchmark.sends(500, Duration.ofSeconds(2), 2)).isNotEqualTo(sends);
    }
}
