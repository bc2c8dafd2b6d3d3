package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final String ID = "019a0000-0000-7000-8000-0000000000ab";
    private static final Duration ABANDONED = Duration.ofMinutes(61);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private BlobStore blobs;
    private BlobStore.Incoming received;

    @BeforeEach
    void receive() throws IOException {
        // The disk keeps the time of the system.
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        blobs = new BlobStore(folder, clock);
        received = blobs.receive(ID, new ByteArrayInputStream("ten bytes!".getBytes(UTF_8)), 10, _ -> {});
    }

    private void sweepWithoutRows() throws IOException {
        blobs.sweep(_ -> Set.of());
    }

    private boolean isThere() throws IOException {
        Optional<FileChannel> opened = blobs.open(ID);
        if (opened.isPresent()) {
            opened.get().close();
        }
        return opened.isPresent();
    }

    @Test
    void blobThatArrivedLongBeforeItsCommitIsNotSweptBeforeItsRow() throws IOException {
        clock.advance(ABANDONED);
        blobs.commit(received);

        sweepWithoutRows();

        assertThat(isThere()).isTrue();
    }

    @Test
    void blobThatGetsNoRowIsSwept() throws IOException {
        blobs.commit(received);
        clock.advance(ABANDONED);

        sweepWithoutRows();

        assertThat(isThere()).isFalse();
    }

    @Test
    void whatOthersPutThereIsLeftAloneAndDoesNotStopTheSweep() throws IOException {
        List<Path> others = List.of(folder.resolve("lost+found/#12"), folder.resolve("AB/file"), folder.resolve("a/file"));
        for (Path other : others) {
            Files.createDirectories(other.getParent());
            Files.writeString(other, "somebody's");
        }
        Files.setPosixFilePermissions(folder.resolve("lost+found"), Set.of());
        blobs.commit(received);
        clock.advance(ABANDONED);

        sweepWithoutRows();

        Files.setPosixFilePermissions(folder.resolve("lost+found"), PosixFilePermissions.fromString("rwx------"));
        assertThat(isThere()).isFalse();
        assertThat(others).allSatisfy(other -> assertThat(other).exists());
    }

    @Test
    void blobThatWasKeptCanBeCommittedAfterTheSweep() throws IOException {
        clock.advance(ABANDONED);
        blobs.keep(received);

        sweepWithoutRows();
        blobs.commit(received);

        assertThat(isThere()).isTrue();
    }

    @Test
    void blobThatNobodyKeptIsSweptBeforeItsCommit() throws IOException {
        clock.advance(ABANDONED);

        sweepWithoutRows();

        assertThat(received.path()).doesNotExist();
    }
}
