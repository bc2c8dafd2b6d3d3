package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.EventSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Puts the security log together and keeps it going. With the layer switched off nothing is recorded, and what was
/// recorded before can be read.
public final class EventModule implements AutoCloseable {
    private final Database database;
    private final InstantSource clock;
    private final Path dataDir;
    private final Recording.Parts parts;
    private final Optional<Recording> recording;
    private List<Recording> adopted = List.of();
    private List<StoredEvents> subscribers = List.of();
    private final EventRetention retention;

    /// What waits to be stored.
    ///
    /// @param bytes in the journal
    public record JournalDepth(long events, long bytes) {}

    /// Events can be recorded from now on; they wait until [#start].
    public EventModule(
            Database database, Path dataDir, EventSettings settings, TimeOrderedIds ids, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.dataDir = dataDir;
        this.retention = new EventRetention(database, dataDir.resolve("archive"), settings, clock);
        this.parts = new Recording.Parts(database, ids::next, clock);
        this.recording = settings.enabled() ? Optional.of(Recording.open(dataDir, parts)) : Optional.empty();
    }

    /// Begins to store events, those first that an earlier process recorded and did not store.
    ///
    /// @param all hear of events as they are stored
    public void start(List<StoredEvents> all) {
        subscribers = all;
        recording.ifPresent(running -> {
            running.start(subscribers);
            adopted = Recording.adopt(dataDir, parts, subscribers);
        });
    }

    public EventLog log() {
        return recording.<EventLog>map(running -> running::record).orElseGet(EventLog::none);
    }

    /// For those who store an event with something else. Its subscribers are those of [#start].
    public TransactionalLog transactional() {
        return new TransactionalLog(recording.isPresent(), parts.ids(), subscribers);
    }

    public List<Endpoint> endpoints() {
        return new EventEndpoints(database, log(), clock).endpoints();
    }

    public EventRetention retention() {
        return retention;
    }

    public JournalDepth journalDepth() {
        return recording
                .map(running -> running.journal().depth())
                .map(depth -> new JournalDepth(depth.events(), depth.bytes()))
                .orElse(new JournalDepth(0, 0));
    }

    /// Events that could not be kept since the start.
    public long lost() {
        return recording.map(running -> running.journal().lostEvents()).orElse(0L);
    }

    /// Stores what waits, within a deadline; what is left is stored at the next start.
    @Override
    public void close() {
        log().record(SecurityEvent.of(EventType.SYS_SHUTDOWN, clock.instant()));
        adopted.forEach(Recording::close);
        recording.ifPresent(Recording::close);
    }
}
