package io.tollgate.guard.testing;

import io.tollgate.guard.window.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes only when a test says so. Safe for use by any number of threads.
public final class ManualNanoClock implements NanoClock {
    private final AtomicLong nanos;

    public ManualNanoClock() {
        this(0);
    }

    /// @param start what the clock shows at first; [System#nanoTime] may start anywhere too
    public ManualNanoClock(long start) {
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
