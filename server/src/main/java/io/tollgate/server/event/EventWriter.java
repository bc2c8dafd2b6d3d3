package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Takes events from the journal to the database, on a thread of its own.
///
/// A batch is one transaction: rows, the journal's position and what subscribers write. What fails is tried again, the
/// same batch with the same ids, after a pause that grows up to [#MAX_PAUSE]; the journal keeps what comes meanwhile.
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
    private volatile boolean once;

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
    void startOnce(List<StoredEvents> all) {
        once = true;
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
            boolean last = closing || once;
            drainSafely();
            if (last) {
                return;
            }
            if (journal.depth().events() < WAKE_AT) {
                pause(PAUSE);
            }
        }
    }

    /// Whatever goes wrong, the thread lives on: the journal still has what was not stored.
    private void drainSafely() {
        try {
            drain();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "events cannot be read or logged; tried again", e);
            // It may know rows by now that never came into the database.
            folding.forget();
            pause(MAX_PAUSE);
        }
    }

    /// Stores all that waits. Returns early only when the writer is closing and the database fails.
    void drain() {
        journal.tellLost(clock);
        while (true) {
            EventFolding.Batch batch = folding.begin();
            Journal.Taken taken = read(batch);
            if (taken.records() == 0 || !stored(batch, taken)) {
                return;
            }
            journal.release(taken);
            logger.log(batch.repeated());
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

    private boolean stored(EventFolding.Batch batch, Journal.Taken taken) {
        long pause = PAUSE;
        while (true) {
            try {
                database.writeOnly(handle -> {
                    if (EventStore.advance(handle, journalId, taken, clock.millis())) {
                        EventStore.store(handle, batch.rows());
                        List<StoredEvents.Repeated> events = batch.repeated();
                        subscribers.forEach(subscriber -> subscriber.stored(handle, events));
                    }
                });
                return true;
            } catch (DatabaseException e) {
                LOG.log(Level.WARNING, "events cannot be stored now; the journal keeps them");
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "events cannot be stored; tried again", e);
            }
            if (closing) {
                return false;
            }
            pause(pause);
            pause = Math.min(2 * pause, MAX_PAUSE);
        }
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
