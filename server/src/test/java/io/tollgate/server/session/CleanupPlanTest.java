package io.tollgate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.Sweep;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.SessionRows;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The hourly clean-up does not read what stays.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CleanupPlanTest {
    private static final int SESSIONS = 20_000;
    private static final long EXPIRES = 1_800_000_000_000L;

    @Parameter
    private TestDatabase engine;

    @TempDir
    private Path folder;

    @Test
    void sessionsThatAreOverAreFoundWithoutReadingTheOthers() {
        Settings settings = Settings.from(SettingsLoader.load(engine.freshSettings(), Map.of(), Optional.empty()));
        try (Database database = Database.open(settings.database(), folder, false)) {
            database.writeOnly(handle -> SessionRows.insert(handle, LongStream.range(EXPIRES, EXPIRES + SESSIONS)));
            database.writeOnly(handle -> handle.execute("ANALYZE"));

            for (Sweep sweep : ExpiredTokens.SESSIONS) {
                List<String> plan = database.read(handle -> plan(handle, sweep.statement(database, 500)));
                assertThat(plan)
                        .noneMatch(line -> line.contains("Seq Scan on user_sessions"))
                        .noneMatch(line -> line.contains("SCAN user_sessions"));
            }
        }
    }

    private List<String> plan(Handle handle, String sql) {
        boolean sqlite = engine == TestDatabase.SQLITE;
        return handle.createQuery((sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql)
                .bind("before", EXPIRES)
                .map((row, _) -> row.getString(sqlite ? "detail" : "QUERY PLAN"))
                .list();
    }
}
