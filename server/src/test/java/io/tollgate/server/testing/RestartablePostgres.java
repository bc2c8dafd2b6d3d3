package io.tollgate.server.testing;

import io.tollgate.guard.testing.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A PostgreSQL of one's own that is stopped, killed and started again, on the same port and data.
public final class RestartablePostgres implements AutoCloseable {
    private final Path folder;
    /// One that stays free while it is stopped.
    private final int port = Ports.free();
    private EmbeddedPostgres running;

    /// @param folder an empty one, for its data
    public RestartablePostgres(Path folder) {
        this.folder = folder;
        this.running = launch();
    }

    private EmbeddedPostgres launch() {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    // As PostgreSQL is by default, and as this one is not: what was committed survives a crash.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "50")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL", e);
        }
    }

    /// Settings of a server that uses it.
    public Map<String, String> settings() {
        return Map.of(
                "database.url", running.getJdbcUrl("postgres", "postgres"),
                "database.user", "postgres",
                "database.pool-size", "5");
    }

    /// Ends it as an administrator does: what runs is rolled back, connections are cut.
    public void stop() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it without giving it a chance to do anything more.
    public void kill() {
        try {
            long pid = Files.readAllLines(folder.resolve("postmaster.pid")).stream()
                    .findFirst()
                    .map(String::strip)
                    .map(Long::parseLong)
                    .orElseThrow();
            ProcessHandle.of(pid).ifPresent(process -> {
                // Its workers would outlive it for a moment, with the port.
                var workers = process.children().toList();
                process.destroyForcibly();
                workers.forEach(ProcessHandle::destroyForcibly);
                process.onExit().join();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            // Only its lock of the folder is left to be given back.
            running.close();
        } catch (IOException | RuntimeException _) {
            // There is nothing to stop any more.
        }
    }

    /// Starts it again after [#stop] or [#kill].
    public void start() {
        running = launch();
    }

    @Override
    public void close() {
        stop();
    }
}
