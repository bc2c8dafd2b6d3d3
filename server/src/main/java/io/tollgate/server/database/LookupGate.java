package io.tollgate.server.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Bounds how many requests of whoever it may be look something up at once before they are counted or wait for their turn,
/// and how many wait to and for how long. Thread-safe; first come, first served.
///
/// Each costs one statement, which is next to nothing, but for the connection that it takes. When a flood comes faster than
/// the database answers, as at a node that has just started, a thousand of them wait for connections, and so does everybody
/// else: then no guess is checked, and nobody gets in.
public final class LookupGate {
    private static final int AT_ONCE = 4;
    private static final int WAITING = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int places;
    private final Duration patience;
    private final Semaphore lookups;
    private final AtomicInteger inside = new AtomicInteger();

    /// Four at once, and a thousand that wait for ten seconds.
    public LookupGate() {
        this(AT_ONCE, WAITING, PATIENCE);
    }

    /// @param atOnce   that look up
    /// @param waiting  that may wait to
    /// @param patience how long each waits at most
    LookupGate(int atOnce, int waiting, Duration patience) {
        this.places = atOnce + waiting;
        this.patience = patience;
        this.lookups = new Semaphore(atOnce, true);
    }

    /// @return what was looked up; empty when there is no place to wait at or the wait took too long, in which case nothing was
    public <R> Optional<R> pass(Supplier<R> lookup) {
        try {
            return inside.incrementAndGet() > places || !mayLookUp() ? Optional.empty() : Optional.of(lookUp(lookup));
        } finally {
            inside.decrementAndGet();
        }
    }

    private boolean mayLookUp() {
        try {
            return lookups.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <R> R lookUp(Supplier<R> lookup) {
        try {
            return lookup.get();
        } finally {
            lookups.release();
        }
    }
}
