package io.tollgate.benchmarks;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Settings of a database that waits for the disk at each commit; a PostgreSQL is a real one on this machine and runs until
/// this is closed.
final class DurableDatabase implements AutoCloseable {
    private final @Nullable EmbeddedPostgres postgres;

    private DurableDatabase(@Nullable EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static DurableDatabase start(Engine engine) throws IOException {
        return new DurableDatabase(switch (engine) {
            case SQLITE -> null;
            // As one that nobody configured does.
            case POSTGRESQL -> EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
        });
    }

    /// A new folder for an embedded one. Not in the folder for temporary files, which may be memory.
    static Path folder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "benchmark");
    }

    DatabaseSettings settings() {
        return settings(Optional.empty());
    }

    DatabaseSettings settings(Optional<Integer> poolSize) {
        Optional<String> url = Optional.ofNullable(postgres).map(server -> server.getJdbcUrl("postgres", "postgres"));
        return new DatabaseSettings(
                url, url.map(_ -> "postgres"), url.map(_ -> new Secret("postgres")), poolSize, Duration.ofSeconds(5));
    }

    @Override
    public void close() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }
}
