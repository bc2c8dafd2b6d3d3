package io.tollgate.benchmarks;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Settings of a database that waits for the disk at each commit, and a folder for an embedded one; a PostgreSQL is a real one on
/// this machine. Both are there until this is closed.
final class DurableDatabase implements AutoCloseable {
    private final @Nullable EmbeddedPostgres postgres;
    private final Folder folder;

    private DurableDatabase(@Nullable EmbeddedPostgres postgres, Folder folder) {
        this.postgres = postgres;
        this.folder = folder;
    }

    static DurableDatabase start(Engine engine) throws IOException {
        EmbeddedPostgres postgres = switch (engine) {
            case SQLITE -> null;
            // As one that nobody configured does.
            case POSTGRESQL -> EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
        };
        return new DurableDatabase(postgres, Folder.onDisk());
    }

    /// For the files of an embedded one.
    Path folder() {
        return folder.path();
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
        folder.close();
    }
}
