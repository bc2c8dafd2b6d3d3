package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuShareTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void theDriverThatWorksUsesSomeOfTheMachineAndNeverMuchMoreThanIt() {
        CpuShare share = CpuShare.ofDriver();

        // The system counts in ticks of some milliseconds, which are much in the beginning.
        long end = System.nanoTime() + PATIENCE.toNanos();
        double used = share.now();
        while ((used < 0.01 || used > 1.5) && System.nanoTime() < end) {
            used = share.now();
        }

        assertThat(used).isBetween(0.01, 1.5);
    }

    @Test
    void nobodyUsesNothing() {
        assertThat(CpuShare.of(List.of()).now()).isZero();
    }
}
