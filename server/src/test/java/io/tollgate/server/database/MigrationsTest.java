package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Together;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

class MigrationsTest {

    @TempDir
    private Path folder;

    private record Place(Map<String, String> settings, String url, Optional<String> user) {

        static Place fresh(TestDatabase engine, Path folder) {
            Map<String, String> settings = engine.bareSettings();
            return new Place(
                    settings,
                    settings.getOrDefault("database.url", "jdbc:sqlite:" + folder.resolve("tollgate.db")),
                    Optional.ofNullable(settings.get("database.user")));
        }

        void open(Path folder) {
            Settings all = Settings.from(SettingsLoader.load(settings, Map.of(), Optional.empty()));
            Database.open(all.database(), folder, false).close();
        }

        DataSource source() throws SQLException {
            if (user.isEmpty()) {
                SQLiteDataSource sqlite = new SQLiteDataSource();
                sqlite.setUrl(url);
                return sqlite;
            }
            PGSimpleDataSource postgresql = new PGSimpleDataSource();
            postgresql.setUrl(url);
            postgresql.setUser(user.get());
            return postgresql;
        }

        void execute(String sql) {
            try (Connection connection = DriverManager.getConnection(url, user.orElse(null), null);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        Flyway flyway(String identity) {
            return Flyway.configure()
                    .dataSource(url, user.orElse(null), null)
                    .locations("classpath:db/migration")
                    .placeholders(Map.of("identity", identity))
                    .load();
        }
    }

    private Flyway flyway(Place place, TestDatabase engine) {
        return place.flyway(Dialect.valueOf(engine.name()).identity());
    }

    @Test
    void everyScriptIsKnownInTheOrderOfItsNumber() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<String> versions = files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(1, name.indexOf("__")))
                    .sorted(Comparator.comparingInt(Integer::parseInt))
                    .toList();

            assertThat(Migration.all().stream().map(Migration::version)).containsExactlyElementsOf(versions);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFlywayHasDoneIsRecognised(TestDatabase engine) throws SQLException {
        Place place = Place.fresh(engine, folder);
        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isFalse();

        place.open(folder);

        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isTrue();
        assertThat(flyway(place, engine).migrate().migrationsExecuted).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void schemaOfAnOlderServerIsGoneOnWith(TestDatabase engine) throws SQLException {
        Place place = Place.fresh(engine, folder);
        Flyway.configure()
                .configuration(flyway(place, engine).getConfiguration())
                .target("5")
                .load()
                .migrate();
        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isFalse();

        place.open(folder);

        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void changedScriptIsRefused(TestDatabase engine) {
        Place place = Place.fresh(engine, folder);
        place.open(folder);
        place.execute("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '3'");

        assertThatThrownBy(() -> place.open(folder))
                .isInstanceOf(DatabaseException.class)
                .hasStackTraceContaining("version 3");
    }

    @ParameterizedTest
    @EnumSource
    void gapIsRefused(TestDatabase engine) {
        Place place = Place.fresh(engine, folder);
        place.open(folder);
        place.execute("DELETE FROM flyway_schema_history WHERE version = '3'");

        assertThatThrownBy(() -> place.open(folder)).isInstanceOf(DatabaseException.class);
    }

    @ParameterizedTest
    @EnumSource
    void failedStepIsRefused(TestDatabase engine) {
        Place place = Place.fresh(engine, folder);
        place.open(folder);
        place.execute("UPDATE flyway_schema_history SET success = FALSE WHERE version = '8'");

        assertThatThrownBy(() -> place.open(folder)).isInstanceOf(DatabaseException.class);
    }

    @ParameterizedTest
    @EnumSource
    void newerSchemaIsAccepted(TestDatabase engine) {
        Place place = Place.fresh(engine, folder);
        place.open(folder);
        place.execute("""
                INSERT INTO flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, '', 0, TRUE)""");

        place.open(folder);
    }

    @Test
    void severalNodesMayComeAtOnce() throws SQLException {
        Place place = Place.fresh(TestDatabase.POSTGRESQL, folder);

        Together.run(4, _ -> {
            place.open(folder);
            return true;
        });

        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isTrue();
    }

    /// Takes two seconds, which is how long a step waits.
    @Test
    void stepThatDoesNotGetItsTableGivesUpSoonAndIsDoneLater() throws SQLException {
        Place place = Place.fresh(TestDatabase.POSTGRESQL, folder);
        place.open(folder);
        place.execute("DELETE FROM flyway_schema_history WHERE installed_rank >= 11");
        place.execute("DROP TABLE nodes; DROP INDEX idx_security_events_user_ip, "
                + "idx_sessions_live, idx_known_devices_since, idx_mail_moot; "
                + "ALTER TABLE known_devices DROP COLUMN used_at");
        try (Connection other = DriverManager.getConnection(place.url(), place.user().orElseThrow(), null);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE security_events IN ROW EXCLUSIVE MODE");

            assertThatThrownBy(() -> place.open(folder))
                    .isInstanceOf(DatabaseException.class)
                    .hasStackTraceContaining("lock timeout");
        }

        Settings all = Settings.from(SettingsLoader.load(place.settings(), Map.of(), Optional.empty()));
        try (Database database = Database.open(all.database(), folder, false)) {
            assertThat(database.<String>read(handle ->
                            handle.createQuery("SHOW lock_timeout").mapTo(String.class).one()))
                    .as("of what the server does afterwards")
                    .isEqualTo(ServerPatience.LOCK.toSeconds() + "s");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void oneConnectionIsEnough(TestDatabase engine) throws SQLException {
        Place place = Place.fresh(engine, folder);
        Map<String, String> settings = new HashMap<>(place.settings());
        settings.put("database.pool-size", "1");

        new Place(settings, place.url(), place.user()).open(folder);

        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isTrue();
    }

    /// Takes half a minute: an answer of the database to a request is waited for no longer than that.
    @Test
    @Tag("long")
    void stepMayTakeLongerThanARequest() throws SQLException {
        Place place = Place.fresh(TestDatabase.POSTGRESQL, folder);
        place.execute("CREATE SCHEMA beside"); // not in the one of the tables, which the first step wants empty
        place.execute("""
                CREATE FUNCTION beside.work_on_much_data() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_sleep(32) FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.nodes';
                END $$""");
        place.execute("CREATE EVENT TRIGGER large ON ddl_command_end EXECUTE FUNCTION beside.work_on_much_data()");

        place.open(folder);

        assertThat(AppliedMigrations.areAllOf(Migration.all(), place.source())).isTrue();
    }
}
