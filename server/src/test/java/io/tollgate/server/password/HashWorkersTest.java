package io.tollgate.server.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HashWorkersTest {
    private static final Duration LINGER = Duration.ofMillis(200);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final HashQueue queue = new HashQueue(100, 2);
    private final CountDownLatch end = new CountDownLatch(1);

    private void offer(HashWorkers workers, Runnable work) {
        assertThat(queue.offer(new HashQueue.Entry(HashOwner.server(), work))).isTrue();
        workers.offered();
    }

    private void untilNothingWaits() {
        Eventually.within(DEADLINE, "nothing waits", () -> queue.waiting() == 0);
    }

    private void untilTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneIsEnoughUntilManyWait() {
        try (HashWorkers workers = new HashWorkers(queue, 2, LINGER, System::nanoTime)) {
            offer(workers, this::untilTheEnd);
            untilNothingWaits();
            for (int i = 1; i < HashWorkers.MANY_WAITING; i++) {
                offer(workers, () -> {});
            }
            assertThat(workers.size()).isEqualTo(1);

            offer(workers, () -> {});
            // The first is still at its work, so another has done what waited.
            untilNothingWaits();
            assertThat(workers.size()).isEqualTo(2);

            Eventually.within(DEADLINE, "the second ends", () -> workers.size() == 1);
            end.countDown();
            offer(workers, () -> {});
            untilNothingWaits();
        }
    }

    /// Three under way are two that work and one that waits, fewer than it takes to start the second.
    @Test
    void theSecondStaysWhileSomethingWaits() {
        AtomicInteger left = new AtomicInteger(100);
        try (HashWorkers workers = new HashWorkers(queue, 2, LINGER, System::nanoTime)) {
            for (int i = 0; i <= HashWorkers.MANY_WAITING; i++) {
                offer(workers, this::untilTheEnd);
            }
            for (int i = 0; i < 3; i++) {
                queue.offer(new HashQueue.Entry(HashOwner.server(), () -> again(left)));
            }
            end.countDown();
            Eventually.within(DEADLINE, "nearly all done", () -> left.get() < 10);
            assertThat(workers.size()).isEqualTo(2);
        }
    }

    /// Takes a tenth of the time that the second lingers, and comes again.
    private void again(AtomicInteger left) {
        LockSupport.parkNanos(LINGER.toNanos() / 10);
        if (left.decrementAndGet() > 0) {
            queue.offer(new HashQueue.Entry(HashOwner.server(), () -> again(left)));
        }
    }

    @Test
    void neverMoreThanAllowed() {
        try (HashWorkers workers = new HashWorkers(queue, 2, Duration.ofMinutes(1), System::nanoTime)) {
            for (int i = 0; i < 20; i++) {
                offer(workers, this::untilTheEnd);
            }
            assertThat(workers.size()).isEqualTo(2);
            end.countDown();
            untilNothingWaits();
        }
    }
}
