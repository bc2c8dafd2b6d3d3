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
    record Parts(
            Database database, Function<Instant, String> ids, InstantSource clock, List<StoredEvents> subscribers) {}

    /// Opens the first journal that nobody has, and begins to store what an earlier process left in it.
    static Recording start(Path dataDir, Parts parts) {
        Recording recording = open(JournalFolder.claim(dataDir), parts);
        recording.writer.start();
        return recording;
    }

    /// Begins to store what other processes left in journals that nobody has now.
    static List<Recording> adopt(Path dataDir, Parts parts) {
        List<Recording> adopted = JournalFolder.claimAbandoned(dataDir).stream()
                .map(folder -> open(folder, parts))
                .toList();
        adopted.forEach(recording -> recording.writer.startOnce());
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
                    parts.subscribers(),
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
        journal.close();
        folder.close();
    }
}
