package io.tollgate.server.event;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// Stores events in a transaction of the caller's, with what subscribers make of them: they are in the log, and people are
/// told, if and only if what he writes is in the database. For what several nodes can see and one is to say: a journal
/// would lose it with the node that said it is its to say. Thread-safe.
///
/// Unlike [EventLog] it waits for the database, and fails with it.
public final class TransactionalLog {
    private final boolean on;
    private final Function<Instant, String> ids;
    private final List<StoredEvents> subscribers;
    private final SecurityLogger logger = new SecurityLogger();

    /// @param on          whether anything is recorded
    /// @param ids         makes the id of a row for an event of that time
    /// @param subscribers hear of events as they are stored
    public TransactionalLog(boolean on, Function<Instant, String> ids, List<StoredEvents> subscribers) {
        this.on = on;
        this.ids = ids;
        this.subscribers = List.copyOf(subscribers);
    }

    /// Whether one of the same type and with the same details is in the log, and not yet in the archive.
    public boolean contains(Handle handle, SecurityEvent event) {
        return EventStore.contains(handle, event);
    }

    public void record(Handle handle, SecurityEvent event) {
        if (!on) {
            return;
        }
        EventFolding.Batch batch = new EventFolding(ids).begin();
        batch.add(new EventCodec.Recorded(event, 1));
        EventStore.store(handle, batch.rows());
        List<StoredEvents.Repeated> stored = batch.repeated();
        subscribers.forEach(subscriber -> subscriber.stored(handle, stored));
        handle.afterCommit(() -> log(handle, stored));
    }

    /// Writers that share a commit hear of it together; whoever of them failed has taken back what he wrote before.
    private void log(Handle handle, List<StoredEvents.Repeated> stored) {
        if (isStored(handle, stored.getFirst().id())) {
            logger.log(stored);
        }
    }

    /// True when it cannot be told: it is committed, and to say more than happened is better than to fail then.
    private static boolean isStored(Handle handle, String id) {
        try {
            return EventStore.isStored(handle, id);
        } catch (JdbiException e) {
            return true;
        }
    }
}
