package io.tollgate.server.guard;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Bounds how many guesses look up their accounts at once, and how many wait to. Thread-safe; first come, first served.
///
/// Until a guess waits for its turn it has cost one statement, which is next to nothing, but for the connection that it
/// takes. When a flood comes faster than the database answers, as at a node that has just started, a thousand of them wait
/// for connections, and so does each guess whose turn it is: then no guess is checked, and nobody gets in.
final class LookupGate {
    private final int places;
    private final Semaphore lookups;
    private final AtomicInteger inside = new AtomicInteger();

    /// @param atOnce  that look up
    /// @param waiting that may wait to
    LookupGate(int atOnce, int waiting) {
        this.places = atOnce + waiting;
        this.lookups = new Semaphore(atOnce, true);
    }

    /// @return what was looked up; empty when there is no place to wait at, in which case nothing was
    <R> Optional<R> pass(Supplier<R> lookup) {
        if (inside.incrementAndGet() > places) {
            inside.decrementAndGet();
            return Optional.empty();
        }
        try {
            lookups.acquireUninterruptibly();
            try {
                return Optional.of(lookup.get());
            } finally {
                lookups.release();
            }
        } finally {
            inside.decrementAndGet();
        }
    }
}
