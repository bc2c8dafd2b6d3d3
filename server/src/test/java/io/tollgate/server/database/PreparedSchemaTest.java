package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

class PreparedSchemaTest {
    private static final DatabaseSettings SETTINGS =
            Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.empty())).database();

    @TempDir
    private Path folder;

    private Path prepared;
    private Path copied;
    private PreparedSchema schema;

    @BeforeEach
    void prepare() throws IOException {
        prepared = folder.resolve("build").resolve("schema.db");
        Path data = Files.createDirectory(folder.resolve("data"));
        copied = data.resolve(EmbeddedCopy.NAME);
        schema = new PreparedSchema(prepared);
    }

    private void make() throws IOException {
        schema.make(SETTINGS, Files.createTempDirectory(folder, "scratch"));
    }

    private static SQLiteDataSource source(Path file) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static List<Map<String, Object>> schemaOf(Path file) {
        return rows(file, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
    }

    private static List<Map<String, Object>> rows(Path file, String query) {
        return Jdbi.create(source(file))
                .withHandle(handle -> handle.createQuery(query).mapToMap().list());
    }

    @Test
    void copyIsWhatFlywayMakes() throws IOException {
        make();
        schema.copyTo(copied);

        assertThat(AppliedMigrations.areAllOf(Migration.all(), source(copied))).isTrue();
        Path other = Files.createDirectory(folder.resolve("other"));
        Database.open(SETTINGS, other, false).close();
        assertThat(schemaOf(copied)).isEqualTo(schemaOf(other.resolve(EmbeddedCopy.NAME))).isNotEmpty();
        assertThat(rows(copied, "SELECT id FROM users")).isEmpty();
        assertThat(copied.getParent()).isDirectoryNotContaining(file -> !file.equals(copied));
    }

    @Test
    void whatOlderStepsHaveMadeIsGoneOnWith() throws IOException {
        Files.createDirectories(prepared.getParent());
        Flyway.configure()
                .dataSource(source(prepared))
                .locations("classpath:db/migration")
                .placeholders(Map.of("identity", Dialect.SQLITE.identity()))
                .target("5")
                .load()
                .migrate();
        schema.copyTo(copied);
        assertThat(AppliedMigrations.areAllOf(Migration.all(), source(copied))).isFalse();

        Database.open(SETTINGS, copied.getParent(), false).close();

        assertThat(AppliedMigrations.areAllOf(Migration.all(), source(copied))).isTrue();
    }

    @Test
    void isMadeAnewInPlaceOfAnOlderOne() throws IOException {
        Files.createDirectories(prepared.getParent());
        Files.writeString(prepared, "of an older build");

        make();

        assertThat(AppliedMigrations.areAllOf(Migration.all(), source(prepared))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-wal", "-journal"})
    void whatIsThereOfADatabaseIsLeftAlone(String ending) throws IOException {
        make();
        Path there = Files.writeString(copied.resolveSibling(EmbeddedCopy.NAME + ending), "somebody's data");

        schema.copyTo(copied);

        assertThat(there).hasContent("somebody's data");
        assertThat(copied.getParent()).isDirectoryNotContaining(file -> !file.equals(there));
    }

    @Test
    void withoutOneNothingIsCopied() throws IOException {
        schema.copyTo(copied);

        assertThat(copied).doesNotExist();
    }

    @Test
    void copyOfAReadOnlyFileCanBeWritten() throws IOException {
        make();
        Files.setPosixFilePermissions(prepared, PosixFilePermissions.fromString("r--r--r--"));

        schema.copyTo(copied);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copied))).isEqualTo("rw-------");
    }
}
