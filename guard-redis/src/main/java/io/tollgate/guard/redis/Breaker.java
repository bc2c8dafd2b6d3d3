package io.tollgate.guard.redis;

import java.util.concurrent.atomic.AtomicLong;

/// Remembers how the last 32 calls went, and trips when half of them failed. A pure count: no time passes in it, so it does not
/// forget a failing store merely because few requests come. Safe for use by any number of threads, without a lock.
///
/// It closes only when told: whether the store is well again is found out by probes, not by requests.
final class Breaker {
    /// Failures among the last [#CALLS] calls that trip it.
    static final int FAILURES = 16;
    static final int CALLS = 32;

    private static final long ALL_CALLS = (1L << CALLS) - 1;
    private static final long OPEN = 1L << 63;

    /// A bit for each of the last calls, the latest lowest, set if it failed; and [#OPEN].
    private final AtomicLong state = new AtomicLong();

    boolean isOpen() {
        return state.get() < 0;
    }

    void succeeded() {
        // The usual case writes nothing: no failure is remembered.
        if (state.get() != 0) {
            state.updateAndGet(calls -> calls < 0 ? calls : calls << 1 & ALL_CALLS);
        }
    }

    /// @return whether this failure tripped it
    boolean failed() {
        long before = state.getAndUpdate(Breaker::withFailure);
        return before >= 0 && withFailure(before) < 0;
    }

    private static long withFailure(long calls) {
        if (calls < 0) {
            return calls;
        }
        long after = (calls << 1 | 1) & ALL_CALLS;
        return Long.bitCount(after) >= FAILURES ? OPEN : after;
    }

    /// Forgets all failures.
    void close() {
        state.set(0);
    }
}
