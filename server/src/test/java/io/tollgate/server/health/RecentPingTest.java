package io.tollgate.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Together;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentPingTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final AtomicInteger pings = new AtomicInteger();
    private boolean away;
    private final RecentPing recent = new RecentPing(this::ping, now::get);

    private void ping() {
        pings.incrementAndGet();
        pass(Duration.ofMillis(3));
        if (away) {
            throw new IllegalStateException("away");
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void manyAtOnceAskOnce() {
        assertThat(Together.run(50, _ -> recent.answer().isUp())).containsOnly(true);

        assertThat(pings).hasValue(1);
    }

    @Test
    void answerIsGoodForHalfASecond() {
        assertThat(recent.answer().millis()).isEqualTo(3);
        away = true;
        pass(Duration.ofMillis(499));
        assertThat(recent.answer().isUp()).isTrue();

        pass(Duration.ofMillis(1));
        assertThat(recent.answer().isUp()).isFalse();
        assertThat(pings).hasValue(2);
    }

    @Test
    void thatNobodyAnswersIsKeptAsWell() {
        away = true;
        for (int i = 0; i < 10; i++) {
            assertThat(recent.answer().isUp()).isFalse();
        }
        assertThat(pings).hasValue(1);

        away = false;
        pass(Duration.ofMillis(500));
        assertThat(recent.answer().isUp()).isTrue();
    }
}
