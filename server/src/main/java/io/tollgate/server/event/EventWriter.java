package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;

/// Takes events from the journal to the database, on a thread of its own.
///
/// A batch is one transaction: rows, the journal's position and what subscribers write. What fails is tried again, the
/// same batch with the same ids, after a pause that grows up to [#MAX_PAUSE]; the journal keeps what comes meanwhile. The
/// database has the last word on what is stored: when it has forgotten something, the journal gives it once more as far as
/// it still has it, and what it has without our knowing is skipped.
final class EventWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventWriter.class.getName());

    /// How many waiting events are not made to wait for the end of the pause.
    static final int WAKE_AT = 500;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    /// Bounds one transaction, for with SQLite nobody else writes meanwhile.
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_EVENTS = 50_000;

    private final Database database;
    private final Journal journal;
    private final String journalId;
    private final EventFolding folding;
    private List<StoredEvents> subscribers = List.of();
    private final SecurityLogger logger;
    private final InstantSource clock;
    private final Thread thread = Thread.ofPlatform().daemon().name("event-writer").unstarted(this::run);
    private volatile boolean closing;
    /// What follows once all that waits is stored; empty for a journal that is written to.
    private Optional<Runnable> whenDrained = Optional.empty();

    EventWriter(
            Database database,
            Journal journal,
            String journalId,
            EventFolding folding,
            SecurityLogger logger,
            InstantSource clock) {
        this.database = database;
        this.journal = journal;
        this.journalId = journalId;
        this.folding = folding;
        this.logger = logger;
        this.clock = clock;
    }

    void start(List<StoredEvents> all) {
        subscribers = List.copyOf(all);
        thread.start();
    }

    /// Stores what waits now and no more; for a journal that nobody writes to.
    ///
    /// @param then called by the writer's own thread once all is stored, and not when the writer is closed before
    void startOnce(List<StoredEvents> all, Runnable then) {
        whenDrained = Optional.of(then);
        start(all);
    }

    /// Says that events wait; wakes the writer when they are many.
    void waiting(long events) {
        // Only when the count passes the mark, for waking is a system call.
        if (events == WAKE_AT) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            boolean last = closing;
            boolean drained = drainSafely();
            if (last) {
                return;
            }
            if (drained && whenDrained.isPresent()) {
                whenDrained.get().run();
                return;
            }
            if (journal.depth().events() < WAKE_AT) {
                pause(PAUSE);
            }
        }
    }

    /// Whatever goes wrong, the thread lives on: the journal still has what was not stored.
    ///
    /// @return whether all that waited is stored
    private boolean drainSafely() {
        try {
            return drain();
        } catch (RuntimeException | Error e) {
            // Memory that is short, or a mistake of ours.
            LOG.log(Level.ERROR, "events cannot be read or logged; tried again", e);
            // It may know rows by now that never came into the database.
            folding.forget();
            pause(MAX_PAUSE);
            return false;
        }
    }

    /// What became of a batch.
    private sealed interface Outcome {
        record Stored() implements Outcome {}

        /// Nothing; the database has stored up to another position than the batch's.
        record Elsewhere(long position) implements Outcome {}

        /// The writer is closing.
        record GivenUp() implements Outcome {}
    }

    /// Stores all that waits.
    ///
    /// @return false when it gave up, which it does only when the writer is closing and the database fails
    private boolean drain() {
        journal.tellLost(clock);
        while (true) {
            EventFolding.Batch batch = folding.begin();
            Journal.Taken taken = read(batch);
            if (taken.records() == 0) {
                return true;
            }
            switch (store(batch, taken)) {
                case Outcome.Stored() -> {
                    journal.release(taken);
                    logger.log(batch.repeated());
                }
                case Outcome.Elsewhere(long position) -> moveTo(taken.from(), position);
                case Outcome.GivenUp() -> {
                    return false;
                }
            }
        }
    }

    private void moveTo(long from, long position) {
        long now = journal.moveTo(position);
        // Rows that it knows may be among what was forgotten, or may never have come into the database.
        folding.forget();
        if (now != position) {
            database.writeOnly(handle -> EventStore.setPosition(handle, journalId, now, clock.millis()));
        }
        if (position < from) {
            LOG.log(
                    Level.WARNING,
                    "the database has forgotten {0} bytes of events; the journal still has {1}, which are stored again",
                    from - position,
                    from - now);
        } else if (position > now) {
            LOG.log(Level.WARNING, "the database named a place that the journal never came to; events go on from where it is");
        } else {
            LOG.log(Level.WARNING, "the database had stored {0} bytes of events more than was known", now - from);
        }
    }

    private Journal.Taken read(EventFolding.Batch batch) {
        int[] left = {MAX_EVENTS};
        return journal.read(recorded -> {
            batch.add(recorded);
            left[0]--;
            return left[0] > 0 && batch.size() < MAX_ROWS;
        });
    }

    private Outcome store(EventFolding.Batch batch, Journal.Taken taken) {
        long pause = PAUSE;
        while (true) {
            try {
                return database.write(handle -> store(handle, batch, taken));
            } catch (DatabaseException e) {
                LOG.log(Level.WARNING, "events cannot be stored now; the journal keeps them");
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "events cannot be stored; tried again", e);
            }
            if (closing) {
                return new Outcome.GivenUp();
            }
            pause(pause);
            pause = Math.min(2 * pause, MAX_PAUSE);
        }
    }

    private Outcome store(Handle handle, EventFolding.Batch batch, Journal.Taken taken) {
        return switch (EventStore.advance(handle, journalId, taken, clock.millis())) {
            case EventStore.Advance.Elsewhere(long position) -> new Outcome.Elsewhere(position);
            case EventStore.Advance.ThereAlready() -> new Outcome.Stored();
            case EventStore.Advance.Moved() -> {
                EventStore.store(handle, batch.rows());
                List<StoredEvents.Repeated> events = batch.repeated();
                subscribers.forEach(subscriber -> subscriber.stored(handle, events));
                yield new Outcome.Stored();
            }
        };
    }

    private void pause(long nanos) {
        if (!closing) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /// Stores what waits if the database lets it, within a deadline.
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(Level.WARNING, "events could not be stored in time; they are stored at the next start");
        }
    }
}
