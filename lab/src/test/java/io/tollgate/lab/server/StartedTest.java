package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// Ends with its input only.
    private static final ProcessBuilder CAT = new ProcessBuilder("cat");
    private static final ProcessBuilder WITH_CHILD = new ProcessBuilder("sh", "-c", "cat; true");

    private final Started started = new Started();

    @AfterEach
    void end() {
        started.end();
    }

    @Test
    void nothingOutlivesTheEnd() throws Exception {
        Process process = started.run(CAT);
        Path folder = started.folder("tollgate-lab-test");
        Files.writeString(Files.createDirectory(folder.resolve("inside")).resolve("file"), "x");
        Path file = started.file("tollgate-lab-test", ".log");

        started.end();

        assertThat(process.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
        assertThat(file).doesNotExist();
        assertThatIOException().isThrownBy(() -> started.run(CAT)).withMessageContaining("being ended");
    }

    @Test
    void whatIsToBeDoneBeforeComesBefore() throws Exception {
        Process process = started.run(CAT);
        List<Boolean> alive = new ArrayList<>();
        started.beforeEnd(() -> alive.add(process.isAlive()));
        started.beforeEnd(() -> alive.add(false)).run();

        started.end();

        assertThat(alive).containsExactly(true);
    }

    @Test
    void processesEndWithThoseTheyStarted() throws Exception {
        Process process = started.run(WITH_CHILD);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.descendants().findAny().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        ProcessHandle child = process.descendants().findAny().orElseThrow();

        started.end(process, PATIENCE);

        assertThat(process.isAlive()).isFalse();
        child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatWasRemovedMayBeRemovedAgain() throws Exception {
        Path folder = started.folder("tollgate-lab-test");

        started.delete(folder);
        started.delete(folder);

        assertThat(folder).doesNotExist();
    }
}
