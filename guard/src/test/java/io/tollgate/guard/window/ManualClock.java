package io.tollgate.guard.window;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes only when a test says so. Safe for use by any number of threads.
public final class ManualClock implements NanoClock {
    private final AtomicLong nanos;

    public ManualClock() {
        this(0);
    }

    /// @param start what the clock shows at first; [System#nanoTime] may start anywhere too
    public ManualClock(long start) {
        nanos = new AtomicLong(start);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    public void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /// A step back, as of a clock that was set.
    public void stepBack(Duration time) {
        nanos.addAndGet(-time.toNanos());
    }
}
