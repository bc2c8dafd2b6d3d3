package io.tollgate.guard.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what is to become true by itself.
public final class Eventually {
    private static final long PAUSE_NANOS = 1_000_000;

    private Eventually() {}

    /// @throws AssertionError if it did not become true in time
    public static void within(Duration longest, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + longest + ": " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
