package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.cache.NearCache;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.FileSettings;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.SessionRows;
import io.tollgate.server.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLibraryTest {
    /// The one whom [SessionRows] knows.
    private static final String PERSON = "person";
    private static final FileName NAME = new FileName("a.txt");
    private static final String TYPE = "text/plain";
    private static final int QUOTA = 1_000;
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private Database database;
    private ChangeFeed feed;
    private FileLibrary library;

    @BeforeEach
    void open() {
        // The disk keeps the time of the system.
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        Settings settings = Settings.from(
                SettingsLoader.load(TestDatabase.SQLITE.freshSettings(folder), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        database.writeOnly(handle -> SessionRows.insert(handle, LongStream.empty()));
        feed = new ChangeFeed(database, clock, System::nanoTime);
        library = new FileLibrary(
                database,
                folder.resolve("files"),
                new FileSettings(QUOTA, QUOTA, 10),
                new NearCache<>(Change.Kind.FILES_CHANGED, feed, false, false, 1, NewestFiles::size),
                new TimeOrderedIds(clock, new SecureRandom()),
                clock);
    }

    @AfterEach
    void close() {
        feed.close();
        database.close();
    }

    private static InputStream bytes(int size) {
        return new ByteArrayInputStream("x".repeat(size).getBytes(UTF_8));
    }

    private List<Path> incoming() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("files").resolve("incoming"))) {
            return paths.toList();
        }
    }

    private String content(StoredFile file) throws IOException {
        try (FileChannel content = library.open(file).orElseThrow();
                InputStream in = Channels.newInputStream(content)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /// A file of which a byte comes each half an hour, with the sweep at work meanwhile.
    private final class SlowFile extends InputStream {
        private final List<Path> before;
        private int left;

        private SlowFile(int size) throws IOException {
            before = incoming();
            left = size;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("bytes are read many at once");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            giveThisFileTheTimeOfTheClock();
            clock.advance(HALF_AN_HOUR);
            library.sweep();
            if (left == 0) {
                return -1;
            }
            left--;
            into[from] = 'y';
            return 1;
        }

        /// Its byte was written just now, but by the time of the system, which does not move on as the clock does.
        private void giveThisFileTheTimeOfTheClock() throws IOException {
            for (Path path : incoming()) {
                if (!before.contains(path)) {
                    Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
                }
            }
        }
    }

    @Test
    void uploadThatTakesHoursIsNotSwept() throws IOException {
        try (FileLibrary.Upload upload = library.upload(PERSON)) {
            upload.add(NAME, TYPE, bytes(5));
            upload.add(NAME, TYPE, new SlowFile(6));
            library.sweep();

            List<StoredFile> files = upload.commit();

            assertThat(content(files.getFirst())).isEqualTo("xxxxx");
            assertThat(content(files.getLast())).isEqualTo("yyyyyy");
        }
    }

    @Test
    void filesAreThereLongAfterTheirUpload() throws IOException {
        List<StoredFile> files;
        try (FileLibrary.Upload upload = library.upload(PERSON)) {
            upload.add(NAME, TYPE, bytes(5));
            files = upload.commit();
        }
        clock.advance(Duration.ofDays(1));

        library.sweep();

        assertThat(content(files.getFirst())).isEqualTo("xxxxx");
    }

    @Test
    void abandonedUploadIsSwept() throws IOException {
        FileLibrary.Upload abandoned = library.upload(PERSON);
        abandoned.add(NAME, TYPE, bytes(5));
        clock.advance(HALF_AN_HOUR.multipliedBy(3));

        library.sweep();

        assertThat(incoming()).isEmpty();
    }

    @Test
    void roomIsNotTakenTwiceByFilesThatAreStored() throws IOException {
        try (FileLibrary.Upload first = library.upload(PERSON)) {
            first.add(NAME, TYPE, bytes(600));
            first.commit();

            try (FileLibrary.Upload second = library.upload(PERSON)) {
                second.add(NAME, TYPE, bytes(400));
                assertThat(second.commit()).hasSize(1);
            }
        }
    }
}
