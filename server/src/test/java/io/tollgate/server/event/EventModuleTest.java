package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.settings.Settings.EventSettings;
import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class EventModuleTest {
    private static final int MILLION = 1_000_000;

    @Parameter
    private TestDatabase engine;

    @TempDir
    private Path folder;

    private EventFixture events;

    @BeforeEach
    void open() {
        events = new EventFixture(engine, folder);
    }

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void storesWhatWasRecorded() {
        EventModule module = events.open();
        SecurityEvent event = events.event(EventType.AUTHN_LOGIN_FAIL_MAX)
                .ofPerson("person")
                .ofSession("session")
                .withRequestId("request")
                .with("rule", "login-client");

        module.log().record(event);
        events.stored();

        assertThat(events.all()).singleElement().satisfies(row -> {
            assertThat(row.type()).isEqualTo("authn_login_fail_max");
            assertThat(row.severity()).isEqualTo("high");
            assertThat(row.timestamp()).isEqualTo(event.timestamp());
            assertThat(row.userId()).isEqualTo("person");
            assertThat(row.sessionId()).isEqualTo("session");
            assertThat(row.requestId()).isEqualTo("request");
            assertThat(row.count()).isEqualTo(1);
            assertThat(row.details()).containsOnly(Map.entry("rule", "login-client"));
        });
    }

    @Test
    void closingStoresWhatWaits() {
        EventModule module = events.open();
        for (int i = 0; i < 5_000; i++) {
            module.log().record(events.event(EventType.AUTHZ_ADMIN).ofPerson("admin").with("act", "act " + i));
        }

        module.close();

        assertThat(events.all(EventType.AUTHZ_ADMIN)).hasSize(5_000);
        assertThat(events.all(EventType.SYS_SHUTDOWN)).hasSize(1);
    }

    @Test
    void aMillionFailedLoginsAtOneAccountAreFewRowsWithTheExactTotal() {
        EventModule module = events.open();
        SecurityEvent fail = events.event(EventType.AUTHN_LOGIN_FAIL).with(SecurityEvent.ACCOUNT, "victim");

        for (int i = 0; i < MILLION; i++) {
            module.log().record(fail);
            if (i % 10_000 == 0) {
                Eventually.within(
                        Duration.ofSeconds(30), "the writer follows", () -> module.journalDepth().events() < 20_000);
            }
        }
        events.stored();

        assertThat(module.lost()).isZero();
        assertThat(events.all()).singleElement().extracting(StoredEvent::count).isEqualTo((long) MILLION);
    }

    @Test
    void errorOfASubscriberStopsNothing() {
        AtomicBoolean fail = new AtomicBoolean(true);
        EventModule module = events.open((_, _) -> {
            if (fail.getAndSet(false)) {
                throw new NoClassDefFoundError("the subscriber fails once; this is the test's doing");
            }
        });

        module.log().record(events.event(EventType.ADDRESS_BANNED));
        events.stored();

        assertThat(events.all()).hasSize(1);
    }

    @Test
    void errorInReadingStopsNothing() {
        AtomicBoolean fail = new AtomicBoolean(true);
        Logger logger = Logger.getLogger(SecurityLogger.NAME);
        Filter failing = _ -> {
            if (fail.getAndSet(false)) {
                throw new OutOfMemoryError("logging fails once; this is the test's doing");
            }
            return true;
        };
        logger.setFilter(failing);
        try {
            EventModule module = events.open();
            module.log().record(events.event(EventType.ADDRESS_BANNED));
            events.stored();
            module.log().record(events.event(EventType.ADDRESS_UNBANNED));
            events.stored();
        } finally {
            logger.setFilter(null);
        }

        assertThat(events.all()).hasSize(2);
    }

    @Test
    void subscribersHearInTheTransactionAndExactlyOnce() {
        AtomicBoolean fail = new AtomicBoolean(true);
        List<StoredEvents.Repeated> heard = Collections.synchronizedList(new ArrayList<>());
        List<Long> rowsSeen = Collections.synchronizedList(new ArrayList<>());
        EventModule module = events.open((handle, batch) -> {
            if (fail.getAndSet(false)) {
                throw new IllegalStateException("the subscriber fails once; this is the test's doing");
            }
            rowsSeen.add(handle.createQuery("SELECT COUNT(*) AS n FROM security_events").mapTo(Long.class).one());
            heard.addAll(batch);
        });
        SecurityEvent event = events.event(EventType.ADDRESS_BANNED);

        module.log().record(event);
        events.stored();

        assertThat(heard).singleElement().satisfies(repeated -> {
            assertThat(repeated.first()).isEqualTo(event);
            assertThat(repeated.id()).isEqualTo(events.all().getFirst().id());
        });
        assertThat(rowsSeen).containsExactly(1L);
    }

    @Test
    void databaseAwayLosesNothing() {
        EventModule module = events.open();
        rename("security_events", "away");
        for (int i = 0; i < 20_000; i++) {
            module.log().record(events.event(EventType.AUTHZ_ADMIN).with("act", "act " + i));
            events.clock().advance(Duration.ofMillis(3));
        }
        assertThat(module.journalDepth().events()).isEqualTo(20_000);
        assertThat(module.journalDepth().bytes()).isPositive();

        rename("away", "security_events");
        events.stored();

        assertThat(module.lost()).isZero();
        assertThat(EventFixture.total(events.all(EventType.AUTHZ_ADMIN))).isEqualTo(20_000);
    }

    private void rename(String from, String to) {
        events.database().writeOnly(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    @Test
    void whatADyingProcessLeftIsStoredByTheNext() {
        rename("security_events", "away");
        EventModule module = events.open();
        for (int i = 0; i < 100; i++) {
            module.log().record(events.event(EventType.AUTHZ_ADMIN).with("act", "act " + i));
        }
        module.close();
        rename("away", "security_events");
        assertThat(events.all()).isEmpty();

        events.open();
        events.stored();

        assertThat(events.all(EventType.AUTHZ_ADMIN)).hasSize(100);
    }

    @Test
    void whatANodeLeftThatDoesNotComeBackIsStoredToo() {
        rename("security_events", "away");
        events.open();
        EventModule other = events.openAnother();
        for (int i = 0; i < 100; i++) {
            other.log().record(events.event(EventType.AUTHZ_ADMIN).with("act", "act " + i));
        }
        other.close();
        rename("away", "security_events");

        events.open();

        Eventually.within(
                Duration.ofSeconds(30), "all is stored", () -> events.all(EventType.AUTHZ_ADMIN).size() == 100);
        Eventually.within(Duration.ofSeconds(30), "the journal is given back", this::isNextJournalFree);
    }

    /// Whether the one behind the module's own has nothing in it and nobody has it.
    private boolean isNextJournalFree() {
        try (JournalFolder next = JournalFolder.claim(folder);
                Stream<Path> files = Files.list(folder.resolve("journal/1"))) {
            return next.path().equals(folder.resolve("journal/1")) && files.noneMatch(JournalSegment::isSegment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As a failover to a replica that was behind leaves it.
    private void forgetStored(long positions) {
        events.database().writeOnly(handle -> {
            handle.execute("DELETE FROM security_events");
            handle.execute("UPDATE event_journals SET position = " + positions);
        });
    }

    @Test
    void whatTheDatabaseForgetsIsStoredOnceMore() {
        EventModule module = events.open();
        long before = events.database().read(handle -> handle.createQuery("SELECT position FROM event_journals")
                .mapTo(Long.class)
                .one());
        for (int i = 0; i < 100; i++) {
            module.log().record(events.event(EventType.AUTHZ_ADMIN).with("act", "act " + i));
        }
        events.stored();
        forgetStored(before);

        module.log().record(events.event(EventType.AUTHZ_ADMIN).with("act", "act 100"));
        events.stored();

        assertThat(events.all(EventType.AUTHZ_ADMIN)).hasSize(101);
        assertThat(EventFixture.total(events.all())).isEqualTo(101);
    }

    @Test
    void whatTheDatabaseForgetsAndTheJournalNoLongerHasStopsNothing() {
        EventModule module = events.open();
        for (int i = 0; i < 60_000; i++) {
            module.log().record(events.event(EventType.AUTHN_LOGIN_FAIL).with(SecurityEvent.ACCOUNT, "victim"));
        }
        events.stored();
        forgetStored(1);

        module.log().record(events.event(EventType.ADDRESS_BANNED));
        events.stored();

        assertThat(events.all(EventType.ADDRESS_BANNED)).hasSize(1);
        assertThat(EventFixture.total(events.all())).isLessThan(60_001);
        assertThat(module.lost()).isZero();
    }

    @Test
    void switchedOffRecordsNothingAndMakesNoFiles() {
        EventModule module = events.open(new EventSettings(false, Duration.ofDays(90), true));

        module.log().record(events.event(EventType.ADDRESS_BANNED));

        assertThat(module.journalDepth().events()).isZero();
        assertThat(folder.resolve("journal")).doesNotExist();
    }

    @Test
    void idsAreInTheOrderOfTime() {
        EventModule module = events.open();
        for (int i = 0; i < 300; i++) {
            module.log().record(events.event(EventType.AUTHZ_ADMIN).with("act", "act " + i));
            events.clock().advance(Duration.ofMillis(1));
        }
        events.stored();

        assertThat(events.all()).extracting(StoredEvent::id).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(events.all()).extracting(event -> event.details().get("act")).startsWith("act 299", "act 298");
    }

    @Test
    void logHasAFoldedLineOfEachRow() {
        List<LogRecord> lines = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger(SecurityLogger.NAME);
        Handler collecting = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(collecting);
        try {
            rename("security_events", "away");
            EventModule module = events.open();
            for (int i = 0; i < 1_000; i++) {
                module.log().record(events.event(EventType.AUTHN_PASSWORD_SPRAYING).with("path", "/a\r\nforged line"));
            }
            rename("away", "security_events");
            module.close();
        } finally {
            logger.removeHandler(collecting);
        }

        assertThat(lines.stream().map(LogRecord::getMessage))
                .filteredOn(line -> line.startsWith("authn_"))
                .hasSizeBetween(1, 10)
                .allSatisfy(line -> assertThat(line).startsWith("authn_password_spraying severity=high").doesNotContain("\n"));
    }
}
