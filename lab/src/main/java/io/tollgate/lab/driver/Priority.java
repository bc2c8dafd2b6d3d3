package io.tollgate.lab.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Puts the driver before other processes, as if it had a machine of its own, where the system permits: on Linux, for
/// the superuser. Elsewhere nothing happens, and a driver that is too late is found out by its lateness.
final class Priority implements AutoCloseable {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final int RAISED = -10;
    private static final int NORMAL = 0;

    private final boolean raised;

    Priority() {
        this.raised = renice(RAISED);
    }

    /// Each thread has a priority of its own; those to come inherit it.
    private static boolean renice(int niceness) {
        try {
            List<String> command = new ArrayList<>(List.of("renice", "-n", String.valueOf(niceness), "-p"));
            try (Stream<Path> threads = Files.list(THREADS)) {
                threads.map(thread -> thread.getFileName().toString()).forEach(command::add);
            }
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (raised) {
            renice(NORMAL);
        }
    }
}
