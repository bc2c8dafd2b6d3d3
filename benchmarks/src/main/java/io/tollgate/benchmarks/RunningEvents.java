package io.tollgate.benchmarks;

import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventModule;
import io.tollgate.server.event.StoredEvents;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.tollgate.server.settings.Settings.EventSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The security log as a server runs it, on a folder and a database of its own.
final class RunningEvents implements AutoCloseable {
    private final Folder folder;
    private final Database database;
    private final EventModule events;

    private RunningEvents(Folder folder, Database database, EventModule events) {
        this.folder = folder;
        this.database = database;
        this.events = events;
    }

    static RunningEvents start(DatabaseSettings settings, List<StoredEvents> subscribers) throws IOException {
        Folder folder = Folder.temporary();
        Database database = Database.open(settings, folder.path(), false);
        Clock clock = Clock.systemUTC();
        EventModule events = new EventModule(
                database,
                folder.path(),
                new EventSettings(true, Duration.ofDays(90), false),
                new TimeOrderedIds(clock, new SecureRandom()),
                clock);
        events.start(subscribers);
        return new RunningEvents(folder, database, events);
    }

    EventLog log() {
        return events.log();
    }

    /// Waits until no more than this many events wait to be stored.
    void awaitDepth(long waiting) {
        while (events.journalDepth().events() > waiting) {
            LockSupport.parkNanos(100_000);
        }
    }

    /// @throws IllegalStateException when events were lost, for counting one is cheaper than keeping it
    @Override
    public void close() throws IOException {
        events.close();
        database.close();
        folder.close();
        if (events.lost() > 0) {
            throw new IllegalStateException("events were lost, so this did not measure recording");
        }
    }
}
