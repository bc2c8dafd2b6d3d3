package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the database says of a journal's position counts, whatever was known of it.
class EventWriterTest {
    private static final String ID = "journal";

    @TempDir
    private Path folder;

    private EventFixture events;
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        events = new EventFixture(TestDatabase.SQLITE, folder);
        long position = events.database().write(handle -> EventStore.position(handle, ID, events.clock().millis()));
        journal = Journal.open(Files.createDirectory(folder.resolve("journal-of-test")), position);
    }

    @AfterEach
    void close() {
        journal.close();
        events.close();
    }

    private void record(EventType type) {
        journal.record(events.event(type));
    }

    private long endOfWhatWaits() {
        return JournalSegment.SIZE + journal.depth().bytes();
    }

    private void setPosition(long position) {
        events.database().writeOnly(handle -> EventStore.setPosition(handle, ID, position, events.clock().millis()));
    }

    private long position() {
        return events.database().read(handle -> handle.createQuery("SELECT position FROM event_journals")
                .mapTo(Long.class)
                .one());
    }

    private void storeAll() {
        EventFolding folding = new EventFolding(events.ids()::next);
        try (EventWriter writer =
                new EventWriter(events.database(), journal, ID, folding, new SecurityLogger(), events.clock())) {
            writer.start(List.of());
        }
    }

    /// One of the process before, which died while it waited for it, or of this one, when memory ran out behind it.
    @Test
    void commitThatWasNotKnownOfIsNotRepeatedAndStopsNothing() {
        record(EventType.SYS_STARTUP);
        long endOfFirst = endOfWhatWaits();
        record(EventType.AUTHN_LOGIN_FAIL);
        setPosition(endOfFirst);

        storeAll();

        assertThat(events.all()).extracting(StoredEvent::type).containsExactly(EventType.AUTHN_LOGIN_FAIL.text());
        assertThat(journal.depth().events()).isZero();
    }

    @Test
    void positionThatTheJournalNeverCameToLosesNothing() {
        record(EventType.SYS_STARTUP);
        long end = endOfWhatWaits();
        setPosition(end + 100_000);

        storeAll();

        assertThat(events.all()).extracting(StoredEvent::type).containsExactly(EventType.SYS_STARTUP.text());
        assertThat(position()).isEqualTo(end);
    }
}
