package io.tollgate.server.testing;

import io.tollgate.guard.testing.Ports;
import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The two engines every contract is tested on. PostgreSQL is a real one, started once for all tests of a run; each
/// caller gets a database of its own.
public enum TestDatabase {
    SQLITE {
        @Override
        public Map<String, String> freshSettings() {
            return Map.of();
        }

        @Override
        public Map<String, String> freshSettings(Path dataDir) {
            try {
                Path file = dataDir.resolve(MigratedFile.NAME);
                if (Files.notExists(file)) {
                    Files.write(file, MigratedFile.CONTENT);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of();
        }

        @Override
        public Map<String, String> bareSettings() {
            return Map.of();
        }
    },
    POSTGRESQL {
        @Override
        public Map<String, String> freshSettings() {
            return Postgres.database("TEMPLATE " + Migrated.NAME);
        }

        @Override
        public Map<String, String> freshSettings(Path dataDir) {
            return freshSettings();
        }

        @Override
        public Map<String, String> bareSettings() {
            return Postgres.database(Postgres.LIKE_MOST);
        }
    };

    /// Settings that lead to a database with nothing in its tables. Two servers with the same map share it.
    public abstract Map<String, String> freshSettings();

    /// The same, with an embedded database laid ready in the data folder unless there is one.
    public abstract Map<String, String> freshSettings(Path dataDir);

    /// The same without any tables, for tests of how these are made.
    public abstract Map<String, String> bareSettings();

    private static final class Postgres {
        /// Texts are ordered by the rules of a language, as in most installations, and not by their bytes.
        private static final String LIKE_MOST = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";
        private static final AtomicInteger NAMES = new AtomicInteger();
        private static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setPort(Ports.free())
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

        private static Map<String, String> database(String options) {
            String name = "test" + NAMES.incrementAndGet();
            create(name, options);
            return settings(name);
        }

        private static void create(String name, String options) {
            try (Connection connection = SHARED.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name + " " + options);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot create a test database", e);
            }
        }

        private static Map<String, String> settings(String name) {
            return Map.of(
                    "database.url", SHARED.getJdbcUrl("postgres", name),
                    "database.user", "postgres",
                    "database.pool-size", "5");
        }
    }

    /// A database that has been through all migrations, which take longer than to copy it.
    private static final class Migrated {
        private static final String NAME = make("migrated");

        private static String make(String name) {
            Postgres.create(name, Postgres.LIKE_MOST);
            // PostgreSQL copies no database to which somebody is connected.
            migrate(Postgres.settings(name), Path.of(""));
            return name;
        }
    }

    /// The same of the embedded engine.
    private static final class MigratedFile {
        private static final String NAME = "tollgate.db";
        private static final byte[] CONTENT = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("tollgate-migrated");
                migrate(Map.of(), folder);
                byte[] content = Files.readAllBytes(folder.resolve(NAME));
                Files.delete(folder.resolve(NAME));
                Files.delete(folder);
                return content;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void migrate(Map<String, String> given, Path dataDir) {
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        Database.open(settings.database(), dataDir, false).close();
    }
}
