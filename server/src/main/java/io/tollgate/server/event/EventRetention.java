package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.database.Sweep;
import io.tollgate.server.settings.Settings.EventSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Takes events that are old enough out of the database, to the archive if there is to be one. Thread-safe; nodes take
/// turns. Fails closed: what cannot be archived stays.
public final class EventRetention {
    /// Bounds one transaction, for with SQLite nobody else writes meanwhile.
    static final int BATCH = 1_000;

    private static final Sweep OLD = new Sweep("security_events", "timestamp < :before", "timestamp");

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
        return OLD.count(database, Map.of("before", before()));
    }

    /// Takes out all that is old enough, in batches. May be ended at any moment and begun again.
    ///
    /// @return how many rows
    /// @throws DatabaseException when the database fails
    /// @throws UncheckedIOException when the archive cannot be written
    public long run() {
        long before = before();
        return settings.archive() ? archive(EventArchive.open(folder), before) : OLD.run(database, Map.of("before", before));
    }

    private long before() {
        return clock.instant().minus(settings.retention()).toEpochMilli();
    }

    private long archive(EventArchive archive, long before) {
        long total = 0;
        Optional<LocalDate> day = oldestDay(before);
        while (day.isPresent()) {
            total += archive(archive, before, day.get());
            day = oldestDay(before);
        }
        return total;
    }

    private Optional<LocalDate> oldestDay(long before) {
        return database.read(handle -> oldest(handle, before, 1)).stream()
                .findFirst()
                .map(EventRetention::dayOf);
    }

    /// @return how many events of that day; none when another node came first
    private int archive(EventArchive archive, long before, LocalDate day) {
        // In a transaction of its own, so that the file is known before it is there.
        String file = database.write(handle -> {
            database.lock(handle, DatabaseLock.EVENT_ARCHIVE);
            return archive.fileFor(handle, day);
        });
        return database.write(handle -> {
            database.lock(handle, DatabaseLock.EVENT_ARCHIVE);
            List<StoredEvent> events = oldest(handle, before, BATCH).stream()
                    .filter(event -> dayOf(event).equals(day))
                    .toList();
            if (!events.isEmpty()) {
                archive.append(handle, file, events);
                delete(handle, events);
            }
            return events.size();
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
}
