package io.tollgate.server.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what happens on another thread or node.
public final class Eventually {
    private static final Duration STEP = Duration.ofMillis(5);

    private Eventually() {}

    /// Returns as soon as the condition holds.
    ///
    /// @throws AssertionError when it does not within the deadline
    public static void within(Duration deadline, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + deadline + ": " + what);
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }
}
