package io.tollgate.server.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The two engines every contract is tested on. PostgreSQL is a real one, started once for all tests of a run; each
/// caller gets a database of its own.
public enum TestDatabase {
    SQLITE {
        @Override
        public Map<String, String> freshSettings() {
            return Map.of();
        }
    },
    POSTGRESQL {
        @Override
        public Map<String, String> freshSettings() {
            String name = "test" + NAMES.incrementAndGet();
            try (Connection connection = Postgres.SHARED.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot create a test database", e);
            }
            return Map.of(
                    "database.url", Postgres.SHARED.getJdbcUrl("postgres", name),
                    "database.user", "postgres",
                    "database.pool-size", "5");
        }
    };

    private static final AtomicInteger NAMES = new AtomicInteger();

    /// Settings that lead to an empty database. Two servers with the same map share it.
    public abstract Map<String, String> freshSettings();

    private static final class Postgres {
        private static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("fsync", "off")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        postgres.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start PostgreSQL", e);
            }
        }
    }
}
