package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

    @Test
    void whatMustNotWaitDoesNotWaitForALongCleanUp() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch flushed = new CountDownLatch(1);
        Runnable longOne = () -> {
            begun.countDown();
            awaitQuietly(end);
        };
        Runnable flush = () -> {
            if (begun.getCount() == 0) {
                flushed.countDown();
            }
        };

        try (Maintenance _ = new Maintenance(List.of(flush), List.of(longOne), 0)) {
            assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            end.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
