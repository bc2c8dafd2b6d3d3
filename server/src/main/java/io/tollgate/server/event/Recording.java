package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// A journal with the writer that empties it. Thread-safe.
record Recording(JournalFolder folder, Journal journal, EventWriter writer) implements AutoCloseable {

    /// What all journals of a process have in common.
    ///
    /// @param ids makes the id of a row for an event of that time
    record Parts(Database database, Function<Instant, String> ids, InstantSource clock) {}

    /// Opens the first journal that nobody has.
    static Recording open(Path dataDir, Parts parts) {
        return open(JournalFolder.claim(dataDir), parts);
    }

    /// Begins to store what an earlier process left in the journal, and what comes.
    void start(List<StoredEvents> subscribers) {
        writer.start(subscribers);
    }

    /// Begins to store what other processes left in journals that nobody has now. Each is closed once it is empty.
    static List<Recording> adopt(Path dataDir, Parts parts, List<StoredEvents> subscribers) {
        List<Recording> adopted = JournalFolder.claimAbandoned(dataDir).stream()
                .map(folder -> open(folder, parts))
                .toList();
        adopted.forEach(recording -> recording.writer.startOnce(subscribers, recording::leave));
        return adopted;
    }

    private static Recording open(JournalFolder folder, Parts parts) {
        try {
            InstantSource clock = parts.clock();
            long position =
                    parts.database().write(handle -> EventStore.position(handle, folder.id(), clock.millis()));
            Journal journal = Journal.open(folder.path(), position);
            EventWriter writer = new EventWriter(
                    parts.database(),
                    journal,
                    folder.id(),
                    new EventFolding(parts.ids()),
                    new SecurityLogger(),
                    clock);
            return new Recording(folder, journal, writer);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    void record(SecurityEvent event) {
        writer.waiting(journal.record(event));
    }

    @Override
    public void close() {
        writer.close();
        leave();
    }

    /// Gives the files and the folder back; what waits stays in them.
    private void leave() {
        journal.close();
        folder.close();
    }
}
