package io.tollgate.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.ProcessLogging;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `db analyze`, also beside a running server.
@ExtendWith(ProcessLogging.class)
class AnalyzeCommandTest {
    @TempDir
    private Path folder;

    private record Run(int exitCode, String out) {}

    private static Run analyze(Path dataDir, Map<String, String> database) {
        List<String> arguments = new ArrayList<>(List.of("db", "analyze", "--data.dir", dataDir.toString()));
        database.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            System.setErr(captured);
            return new Run(
                    Tollgate.run(Map.of(), arguments.toArray(String[]::new)), said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhatAServerAtWorkHasAndDidAndChangesNothing(TestDatabase engine) throws SQLException {
        Map<String, String> database = engine.freshSettings();
        Map<String, String> settings = new HashMap<>(database);
        settings.put("database.slow", "1m");
        // What one server leaves at its end is what the next one is asked about.
        try (TestServer server = TestServer.start(Clock.systemUTC(), settings, folder)) {
            server.client().signedUp("ann@example.org").get("/api/files");
        }
        try (TestServer server = TestServer.start(Clock.systemUTC(), settings, folder);
                Connection connection = server.database()) {
            String before = DatabaseText.of(connection);

            Run run = analyze(folder, database);

            assertThat(run.exitCode()).as(run.out()).isZero();
            assertThat(run.out())
                    .containsPattern("(SQLite|PostgreSQL) \\d+\\.\\d+.*, \\d")
                    .containsPattern("users +\\d+ +\\d+ KB")
                    .containsPattern("took longest in all\\n.*\\n +\\d.* (SELECT|INSERT|UPDATE|DELETE|WITH) ")
                    .contains("idx_files_user_id", "- Nothing is to be done.")
                    .doesNotContain("\tat ", "ann@example.org", "igrat");
            assertThat(DatabaseText.of(connection)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void namesAnIndexThatSomebodyDropped(TestDatabase engine) throws SQLException {
        Map<String, String> database = engine.freshSettings();
        try (TestServer server = TestServer.start(Clock.systemUTC(), database, folder);
                Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX idx_files_user_id");

            assertThat(analyze(folder, database).out()).contains("indexes of this version are missing", "idx_files_user_id");
        }
    }

    /// Whoever makes its indexes by hand keeps this version from ever starting.
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysOfAnOlderSchemaThatThisVersionIsToBeStartedFirst(TestDatabase engine) throws SQLException {
        Map<String, String> database = engine.freshSettings();
        try (TestServer server = TestServer.start(Clock.systemUTC(), database, folder);
                Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX idx_files_user_id");
            statement.execute("DELETE FROM flyway_schema_history WHERE version = '13'");

            assertThat(analyze(folder, database).out())
                    .contains("start this version once")
                    .doesNotContain("are missing", "drop it", "\tat ");
        }
    }

    @Test
    void databaseThatIsNotThereIsAnErrorAndStaysAway() {
        Run run = analyze(folder.resolve("none"), Map.of());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("tollgate: cannot open the database: there is no ").doesNotContain("\tat ");
        assertThat(folder).isEmptyDirectory();
    }
}
