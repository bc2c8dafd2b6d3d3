package io.tollgate.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.SessionRows;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SweepTest {
    private static final Sweep SWEEP = new Sweep("user_sessions", "expires_at < :before", "expires_at");

    @Parameter
    private TestDatabase engine;

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void open() {
        Settings settings = Settings.from(SettingsLoader.load(engine.freshSettings(folder), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsSuperfluousGoesAndNothingElse() {
        fill(1_204);

        long removed = SWEEP.run(database, Map.of("before", 1_203));

        assertThat(removed).isEqualTo(1_203);
        assertThat(left()).containsExactly(1_203L);
        assertThat(SWEEP.count(database, Map.of("before", 1_203))).isZero();
    }

    @Test
    void aFullLastBatchIsNotTheReasonToStop() {
        fill(1_000);

        assertThat(SWEEP.run(database, Map.of("before", 1_000))).isEqualTo(1_000);
        assertThat(left()).isEmpty();
    }

    @Test
    void someAreTheOldest() {
        fill(10);

        assertThat(SWEEP.removeSome(database, Map.of("before", 8), 3)).isEqualTo(3);
        assertThat(left()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void whatSomebodyHasLockedIsLeftForTheNextTime() {
        assumeThat(engine).isEqualTo(TestDatabase.POSTGRESQL);
        fill(5);

        long removed = database.write(handle -> {
            handle.createQuery("SELECT id FROM user_sessions WHERE expires_at = 2 FOR UPDATE")
                    .mapTo(String.class)
                    .one();
            return CompletableFuture.supplyAsync(() -> SWEEP.run(database, Map.of("before", 4))).join();
        });

        assertThat(removed).isEqualTo(3);
        assertThat(left()).containsExactly(2L, 4L);
        assertThat(SWEEP.run(database, Map.of("before", 4))).isEqualTo(1);
    }

    private List<Long> left() {
        return database.read(handle -> handle.createQuery("SELECT expires_at FROM user_sessions ORDER BY expires_at")
                .mapTo(Long.class)
                .list());
    }

    /// As many sessions, which end at 0, 1, 2 and so on, the last one first.
    private void fill(int sessions) {
        database.writeOnly(
                handle -> SessionRows.insert(handle, LongStream.range(0, sessions).map(i -> sessions - 1 - i)));
    }
}
