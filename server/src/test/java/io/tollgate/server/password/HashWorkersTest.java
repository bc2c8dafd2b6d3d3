package io.tollgate.server.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashWorkersTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final HashQueue queue = new HashQueue(100, 2);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    private void offer(Runnable work) {
        assertThat(queue.offer(new HashQueue.Entry(HashOwner.server(), work))).isTrue();
    }

    private void untilTheEnd() {
        begun.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void asManyAsThereAreWorkAtOnceAndNoMore() {
        try (HashWorkers _ = new HashWorkers(queue, 2)) {
            for (int i = 0; i < 20; i++) {
                offer(this::untilTheEnd);
            }
            Eventually.within(DEADLINE, "two work", () -> begun.get() == 2 && queue.waiting() == 18);

            end.countDown();
            Eventually.within(DEADLINE, "all are done", () -> begun.get() == 20);
        }
    }

    @Test
    void errorEndsNone() {
        try (HashWorkers _ = new HashWorkers(queue, 2)) {
            for (int i = 0; i < 10; i++) {
                offer(() -> {
                    throw new OutOfMemoryError("as if");
                });
            }
            offer(this::untilTheEnd);
            offer(this::untilTheEnd);

            Eventually.within(DEADLINE, "both still work", () -> begun.get() == 2);
        }
    }

    @Test
    void closedTheyTakeNothingMore() {
        HashWorkers workers = new HashWorkers(queue, 2);
        offer(this::untilTheEnd);
        offer(this::untilTheEnd);
        Eventually.within(DEADLINE, "both work", () -> begun.get() == 2);

        workers.close();
        offer(this::untilTheEnd);

        Eventually.within(DEADLINE, "what they did is interrupted", () -> queue.waiting() == 1);
        assertThat(begun).hasValue(2);
    }
}
