package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookupGateTest {
    private final LookupGate gate = new LookupGate(2, 3, Duration.ofMinutes(1));
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private String look() {
        begun.incrementAndGet();
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "found";
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void fewLookUpAtOnceSomeWaitAndOthersAreTurnedAway() throws InterruptedException {
        List<Thread> passing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            passing.add(Thread.ofVirtual().start(() -> gate.pass(this::look).ifPresent(_ -> done.incrementAndGet())));
        }
        Eventually.within(
                Duration.ofSeconds(10), "all are at the gate", () -> passing.stream().allMatch(LookupGateTest::waits));

        assertThat(begun).hasValue(2);
        assertThat(gate.pass(() -> "place")).isEmpty();
        over.countDown();
        for (Thread thread : passing) {
            thread.join();
        }
        assertThat(done).hasValue(5);
        assertThat(gate.pass(() -> "place")).contains("place");
    }

    @Test
    void whoeverHasWaitedForLongIsTurnedAwayAndLeavesHisPlace() throws InterruptedException {
        LookupGate impatient = new LookupGate(1, 1, Duration.ofMillis(20));
        Thread looking = Thread.ofVirtual().start(() -> impatient.pass(this::look));
        Eventually.within(Duration.ofSeconds(10), "one looks up", () -> begun.get() == 1);

        for (int i = 0; i < 3; i++) {
            assertThat(impatient.pass(this::look)).isEmpty();
        }
        over.countDown();
        looking.join();
        assertThat(begun).hasValue(1);
        assertThat(impatient.pass(() -> "place")).contains("place");
    }

    @Test
    void failureGivesThePlaceBack() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> gate.pass(() -> {
                        throw new IllegalStateException("the test's own");
                    }))
                    .hasMessage("the test's own");
        }

        assertThat(gate.pass(() -> "place")).isEqualTo(Optional.of("place"));
    }
}
