package io.tollgate.lab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverWatchTest {

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    /// Within the watch it would be taken for a pause of the run.
    @Test
    void garbageOfThePreparationIsCollectedBeforeItLooks() throws Exception {
        long before = collections();
        DriverWatch watch = DriverWatch.start();
        long begun = collections();
        try (watch) {
            Traffic traffic = new OpenLoopTest.PathTraffic(
                    Sources.of(URI.create("http://127.0.0.1:1"), Trust.ofSystem()), _ -> "/200");
            new OpenLoop(List.of(), traffic).run();
        }

        assertThat(begun).isGreaterThan(before);
        assertThat(collections()).isEqualTo(begun);
        assertThat(watch.longestPauseMillis()).isZero();
    }

    @Test
    void whatComesAfterTheEndIsNotCountedIn() {
        DriverWatch watch = DriverWatch.start();
        watch.close();
        double ended = watch.cpuPercent();
        for (int i = 0; i < 1_000_000; i++) {
            Thread.onSpinWait();
        }

        assertThat(watch.cpuPercent()).isEqualTo(ended);
    }
}
