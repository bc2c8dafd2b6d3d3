package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.settings.Settings.EventSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Takes events that are old enough out of the database, to the archive if there is to be one. Thread-safe; nodes take
/// turns. Fails closed: what cannot be archived stays.
public final class EventRetention {
    /// Bounds one transaction, for with SQLite nobody else writes meanwhile.
    static final int BATCH = 1_000;

    private final Database database;
    private final Path folder;
    private final EventSettings settings;
    private final InstantSource clock;

    EventRetention(Database database, Path folder, EventSettings settings, InstantSource clock) {
        this.database = database;
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
    }

    /// How many rows [#run] would take out now.
    public long expired() {
        return database.read(handle -> handle.createQuery(
                        "SELECT COUNT(*) AS expired FROM security_events WHERE timestamp < :before")
                .bind("before", before())
                .mapTo(Long.class)
                .one());
    }

    /// Takes out all that is old enough, in batches. May be ended at any moment and begun again.
    ///
    /// @return how many rows
    /// @throws DatabaseException when the database fails
    /// @throws UncheckedIOException when the archive cannot be written
    public long run() {
        long before = before();
        Optional<EventArchive> archive =
                settings.archive() ? Optional.of(EventArchive.open(folder)) : Optional.empty();
        long total = 0;
        while (true) {
            int batch = archive.isPresent() ? archive(archive.get(), before) : delete(before);
            if (batch == 0) {
                return total;
            }
            total += batch;
        }
    }

    private long before() {
        return clock.instant().minus(settings.retention()).toEpochMilli();
    }

    private int archive(EventArchive archive, long before) {
        Optional<LocalDate> day = database.read(handle -> oldest(handle, before, 1)).stream()
                .findFirst()
                .map(EventRetention::dayOf);
        if (day.isEmpty()) {
            return 0;
        }
        String file = database.write(handle -> {
            database.lock(handle, DatabaseLock.EVENT_ARCHIVE);
            return archive.fileFor(handle, day.get());
        });
        return database.write(handle -> {
            database.lock(handle, DatabaseLock.EVENT_ARCHIVE);
            long end = day.get().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            List<StoredEvent> events = oldest(handle, Math.min(before, end), BATCH);
            // Another node may have come first; the day before may have got an event meanwhile.
            List<StoredEvent> ofDay =
                    events.stream().filter(event -> dayOf(event).equals(day.get())).toList();
            if (!ofDay.isEmpty()) {
                archive.append(handle, file, ofDay);
                delete(handle, ofDay);
            }
            return Math.max(1, ofDay.size());
        });
    }

    private static LocalDate dayOf(StoredEvent event) {
        return LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC);
    }

    private static List<StoredEvent> oldest(Handle handle, long before, int limit) {
        return handle.createQuery("SELECT " + StoredEvent.COLUMNS
                        + " FROM security_events WHERE timestamp < :before ORDER BY timestamp, id LIMIT :limit")
                .bind("before", before)
                .bind("limit", limit)
                .map((row, _) -> StoredEvent.of(row))
                .list();
    }

    private static void delete(Handle handle, List<StoredEvent> events) {
        try (PreparedBatch batch = handle.prepareBatch("DELETE FROM security_events WHERE id = :id")) {
            events.forEach(event -> batch.bind("id", event.id()).add());
            batch.execute();
        }
    }

    private int delete(long before) {
        return database.write(handle -> handle.createUpdate("""
                        DELETE FROM security_events WHERE id IN (
                            SELECT id FROM security_events WHERE timestamp < :before ORDER BY timestamp, id LIMIT :limit)""")
                .bind("before", before)
                .bind("limit", BATCH)
                .execute());
    }
}
