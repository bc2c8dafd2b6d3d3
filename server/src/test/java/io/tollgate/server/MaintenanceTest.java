package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void whatFailsForWantOfMemoryIsTriedAgain() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(2);
        Runnable failing = () -> {
            runs.countDown();
            throw new OutOfMemoryError("on purpose");
        };

        try (Maintenance _ = new Maintenance(List.of(failing), List.of())) {
            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingWaitsForWhatRuns() throws InterruptedException {
        Thread closing = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        Runnable running = () -> {
            begun.countDown();
            awaitQuietly(new CountDownLatch(1));
            // Ends when the other waits for it, and not at all when the other goes on without.
            while (closing.getState() != Thread.State.TIMED_WAITING && !closed.get()) {
                Thread.onSpinWait();
            }
            ended.set(!closed.get());
        };
        Maintenance maintenance = new Maintenance(List.of(), List.of(running), 0);
        begun.await();

        maintenance.close();
        closed.set(true);

        assertThat(ended).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
