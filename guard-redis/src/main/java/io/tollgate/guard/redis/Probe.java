package io.tollgate.guard.redis;

import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.List;

/// Asks a store whether it works, by what it is there for: decisions that count. A store that answers but cannot write, being
/// a replica or out of memory, is not well. The subjects are fixed, fall into slots all over a Cluster, and their windows end
/// after a second.
final class Probe {
    /// Of a Cluster of three, one that is away is missed once in 600 rounds.
    private static final int SUBJECTS = 16;
    private static final List<WindowRule> RULES =
            List.of(new WindowRule(WindowRule.MAX_ID, "tollgate-probe", new RateLimit(RateLimit.MAX_COUNT, Duration.ofSeconds(1))));

    private final WindowStore store;
    private final Duration slowCall;

    Probe(WindowStore store, Duration slowCall) {
        this.store = store;
        this.slowCall = slowCall;
    }

    /// Asks for each subject until one fails or is slow.
    boolean succeeds() {
        for (int i = 0; i < SUBJECTS; i++) {
            long start = System.nanoTime();
            try {
                store.admit(Subject.session("tollgate-probe-" + i), RULES, 1);
            } catch (WindowStoreException _) {
                return false;
            }
            if (System.nanoTime() - start > slowCall.toNanos()) {
                return false;
            }
        }
        return true;
    }
}
