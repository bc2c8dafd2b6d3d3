package io.tollgate.benchmarks;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Settings of a database that waits for the disk at each commit; a PostgreSQL is a real one on this machine and runs until
/// this is closed.
final class DurableDatabase implements AutoCloseable {
    private final @Nullable EmbeddedPostgres postgres;
    private final DatabaseSettings settings;

    private DurableDatabase(@Nullable EmbeddedPostgres postgres, DatabaseSettings settings) {
        this.postgres = postgres;
        this.settings = settings;
    }

    static DurableDatabase start(Engine engine, Optional<Integer> poolSize) throws IOException {
        EmbeddedPostgres postgres = switch (engine) {
            case SQLITE -> null;
            // As one that nobody configured does.
            case POSTGRESQL -> EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
        };
        Optional<String> url = Optional.ofNullable(postgres).map(server -> server.getJdbcUrl("postgres", "postgres"));
        return new DurableDatabase(
                postgres,
                new DatabaseSettings(
                        url, url.map(_ -> "postgres"), url.map(_ -> new Secret("postgres")), poolSize, Duration.ofSeconds(5)));
    }

    DatabaseSettings settings() {
        return settings;
    }

    @Override
    public void close() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }
}
