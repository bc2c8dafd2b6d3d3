package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.server.settings.Settings.EventSettings;
import io.tollgate.server.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class EventRetentionTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int A_DAY = 2_500;

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

    /// Puts in as many events of that day, and returns their ids.
    private List<String> fill(Instant day, int count) {
        List<String> ids = new ArrayList<>();
        events.database().writeOnly(handle -> {
            try (var batch = handle.prepareBatch("INSERT INTO security_events (id, type, severity, timestamp, last_at, count)"
                    + " VALUES (:id, 'authn_login_fail', 'low', :time, :time, 3)")) {
                for (int i = 0; i < count; i++) {
                    Instant time = day.plusSeconds(i);
                    ids.add(events.ids().next(time));
                    batch.bind("id", ids.getLast()).bind("time", time.toEpochMilli()).add();
                }
                batch.execute();
            }
        });
        return ids;
    }

    private Instant daysAgo(int days) {
        return events.clock().instant().minus(Duration.ofDays(days)).minus(Duration.ofHours(12));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder.resolve("archive"))) {
            return files.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> archivedIds() {
        List<String> ids = new ArrayList<>();
        for (Path file : files()) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> ids.add(MAPPER.readTree(line).get("id").asString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ids;
    }

    @Test
    void oldEventsMoveToFilesOfTheirDay() {
        List<String> old = new ArrayList<>(fill(daysAgo(100), A_DAY));
        old.addAll(fill(daysAgo(95), A_DAY));
        List<String> recent = fill(daysAgo(10), 100);
        EventRetention retention = events.open().retention();
        assertThat(retention.expired()).isEqualTo(2 * A_DAY);

        assertThat(retention.run()).isEqualTo(2 * A_DAY);

        assertThat(archivedIds()).isEqualTo(old);
        assertThat(files()).extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "security-events-2025-09-23.ndjson.gz", "security-events-2025-09-28.ndjson.gz");
        assertThat(events.all()).extracting(StoredEvent::id).containsExactlyInAnyOrderElementsOf(recent);
        assertThat(retention.expired()).isZero();
        assertThat(retention.run()).isZero();
    }

    @Test
    void archiveThatIsNotToBeMakesNoFiles() {
        fill(daysAgo(100), A_DAY);
        EventRetention retention =
                events.open(new EventSettings(true, Duration.ofDays(90), false)).retention();

        assertThat(retention.run()).isEqualTo(A_DAY);

        assertThat(events.all()).isEmpty();
        assertThat(folder.resolve("archive")).doesNotExist();
    }

    @Test
    void whatWasWrittenWithoutBeingCommittedIsWrittenOver() throws IOException {
        List<String> old = new ArrayList<>(fill(daysAgo(100), 100));
        EventRetention retention = events.open().retention();
        retention.run();
        byte[] committed = Files.readAllBytes(files().getFirst());
        // As if the process had died after writing a batch and before the rows were gone.
        Files.write(files().getFirst(), committed, StandardOpenOption.APPEND);
        old.addAll(fill(daysAgo(100).plusSeconds(1_000), 50));

        retention.run();

        assertThat(archivedIds()).isEqualTo(old);
    }

    @Test
    void fileThatWasTakenAwayHoldsUpNothing() throws IOException {
        fill(daysAgo(100), 100);
        EventRetention retention = events.open().retention();
        retention.run();
        Files.delete(files().getFirst());
        List<String> late = fill(daysAgo(100).plusSeconds(1_000), 50);

        assertThat(retention.run()).isEqualTo(50);

        assertThat(archivedIds()).isEqualTo(late);
        assertThat(events.all()).isEmpty();
    }

    @Test
    void rowsStayWhenTheArchiveCannotBeWritten() throws IOException {
        List<String> old = fill(daysAgo(100), 100);
        Files.writeString(folder.resolve("archive"), "in the way");

        assertThatThrownBy(() -> events.open().retention().run()).isInstanceOf(UncheckedIOException.class);

        assertThat(events.all()).hasSize(old.size());
    }

    @Test
    void rowsStayWhenTheTransactionFails() {
        List<String> old = fill(daysAgo(100), 100);
        EventRetention retention = events.open().retention();
        events.database().writeOnly(EventRetentionTest::forbidDeletion);

        assertThatThrownBy(retention::run).isInstanceOf(RuntimeException.class);
        assertThat(events.all()).hasSize(100);
        events.database().writeOnly(EventRetentionTest::allowDeletion);
        assertThat(retention.run()).isEqualTo(100);

        assertThat(archivedIds()).isEqualTo(old);
    }

    private static void forbidDeletion(Handle handle) {
        if (isPostgresql(handle)) {
            handle.execute("CREATE FUNCTION refuse() RETURNS trigger AS"
                    + " 'BEGIN RAISE EXCEPTION ''not now''; END' LANGUAGE plpgsql");
            handle.execute("CREATE TRIGGER no_delete BEFORE DELETE ON security_events FOR EACH ROW EXECUTE FUNCTION refuse()");
        } else {
            handle.execute("CREATE TRIGGER no_delete BEFORE DELETE ON security_events BEGIN SELECT RAISE(ABORT, 'not now'); END");
        }
    }

    private static void allowDeletion(Handle handle) {
        handle.execute("DROP TRIGGER no_delete" + (isPostgresql(handle) ? " ON security_events" : ""));
    }

    private static boolean isPostgresql(Handle handle) {
        try {
            return handle.getConnection().getMetaData().getURL().contains("postgresql");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fileThatAnotherDatabaseMadeStaysAsItIs() throws IOException {
        fill(daysAgo(100), 10);
        Path theirs = folder.resolve("archive/security-events-2025-09-23.ndjson.gz");
        Files.createDirectories(theirs.getParent());
        Files.writeString(theirs, "theirs");

        events.open().retention().run();

        assertThat(theirs).hasContent("theirs");
        assertThat(folder.resolve("archive/security-events-2025-09-23.1.ndjson.gz")).exists();
    }
}
