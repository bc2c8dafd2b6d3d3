package io.tollgate.server.event;

import io.tollgate.server.event.EventFolding.Row;
import io.tollgate.server.event.StoredEvents.Repeated;
import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The statements that write events. Each runs in the transaction of its handle.
final class EventStore {

    private EventStore() {}

    /// Up to where the events of a journal are stored; 0 for one that is new here.
    static long position(Handle handle, String journal, long now) {
        handle.createUpdate("""
                        INSERT INTO event_journals (id, position, updated_at) VALUES (:id, 0, :now)
                        ON CONFLICT (id) DO NOTHING""")
                .bind("id", journal)
                .bind("now", now)
                .execute();
        return readPosition(handle, journal);
    }

    private static long readPosition(Handle handle, String journal) {
        return handle.createQuery("SELECT position FROM event_journals WHERE id = :id")
                .bind("id", journal)
                .mapTo(Long.class)
                .one();
    }

    /// What the database says of a batch before it is stored.
    sealed interface Advance {

        /// The position is moved; the batch is to be stored.
        record Moved() implements Advance {}

        /// The transaction that seemed to fail before had succeeded.
        record ThereAlready() implements Advance {}

        /// The database stands neither where the batch begins nor where it ends: it has forgotten commits, as after a
        /// failover to a replica that was behind, or it has one that was not known to have succeeded, of another batch or
        /// of the process before.
        ///
        /// @param position up to where events are stored
        record Elsewhere(long position) implements Advance {}
    }

    /// Moves the position on.
    static Advance advance(Handle handle, String journal, Journal.Taken taken, long now) {
        int moved = handle.createUpdate("""
                        UPDATE event_journals SET position = :to, updated_at = :now
                        WHERE id = :id AND position = :from""")
                .bind("to", taken.to())
                .bind("now", now)
                .bind("id", journal)
                .bind("from", taken.from())
                .execute();
        if (moved == 1) {
            return new Advance.Moved();
        }
        long position = position(handle, journal, now);
        return position == taken.to() ? new Advance.ThereAlready() : new Advance.Elsewhere(position);
    }

    /// Says where the journal is read from now.
    static void setPosition(Handle handle, String journal, long position, long now) {
        handle.createUpdate("UPDATE event_journals SET position = :position, updated_at = :now WHERE id = :id")
                .bind("position", position)
                .bind("now", now)
                .bind("id", journal)
                .execute();
    }

    /// Whether there is one of the same type and with the same details.
    static boolean contains(Handle handle, SecurityEvent event) {
        return handle.createQuery("SELECT 1 FROM security_events WHERE type = :type AND details = :details LIMIT 1")
                .bind("type", event.type().text())
                .bind("details", EventJson.write(event.details()))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static boolean isStored(Handle handle, String id) {
        return handle.createQuery("SELECT 1 FROM security_events WHERE id = :id LIMIT 1")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static void store(Handle handle, Collection<Row> rows) {
        try (PreparedBatch insert = handle.prepareBatch("""
                        INSERT INTO security_events (id, type, severity, timestamp, last_at, count, user_id, session_id,
                            ip, user_agent, request_id, details)
                        VALUES (:id, :type, :severity, :timestamp, :lastAt, :count, :userId, :sessionId,
                            :ip, :userAgent, :requestId, :details)""");
                PreparedBatch update = handle.prepareBatch("""
                        UPDATE security_events SET count = count + :count,
                            last_at = CASE WHEN last_at < :lastAt THEN :lastAt ELSE last_at END
                        WHERE id = :id""")) {
            for (Row row : rows) {
                Repeated repeated = row.repeated();
                if (row.isNew()) {
                    bind(insert, repeated).add();
                } else {
                    update.bind("count", repeated.count())
                            .bind("lastAt", repeated.lastAt().toEpochMilli())
                            .bind("id", repeated.id())
                            .add();
                }
            }
            executeIfAny(insert);
            executeIfAny(update);
        }
    }

    private static PreparedBatch bind(PreparedBatch insert, Repeated repeated) {
        SecurityEvent event = repeated.first();
        return insert.bind("id", repeated.id())
                .bind("type", event.type().text())
                .bind("severity", event.type().severity().text())
                .bind("timestamp", event.timestamp().toEpochMilli())
                .bind("lastAt", repeated.lastAt().toEpochMilli())
                .bind("count", repeated.count())
                .bind("userId", event.userId().orElse(null))
                .bind("sessionId", event.sessionId().orElse(null))
                .bind("ip", event.address().orElse(null))
                .bind("userAgent", event.userAgent().orElse(null))
                .bind("requestId", event.requestId().orElse(null))
                .bind("details", event.details().isEmpty() ? null : EventJson.write(event.details()));
    }

    private static void executeIfAny(PreparedBatch batch) {
        if (batch.size() > 0) {
            batch.execute();
        }
    }
}
