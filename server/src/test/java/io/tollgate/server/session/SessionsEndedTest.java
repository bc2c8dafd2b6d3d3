package io.tollgate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.SessionRows;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sessions of one person are ended by several transactions at once, as by his login and by the change of his password. In one
/// order, so that none waits for what another has locked while that waits for it.
class SessionsEndedTest {
    private static final int SESSIONS = 10;
    private static final Instant NOW = Instant.ofEpochMilli(1);

    private enum Ending {
        ALL {
            @Override
            List<String> run(Database database, Handle handle) {
                return SessionStore.endOthers(database, handle, "person", "", EndReason.LOGGED_OUT, NOW);
            }
        },
        SURPLUS {
            @Override
            List<String> run(Database database, Handle handle) {
                return SessionStore.endSurplus(database, handle, "person", 0, EndReason.SURPLUS, NOW);
            }
        };

        abstract List<String> run(Database database, Handle handle);
    }

    @TempDir
    private Path folder;

    private Database database;
    private Connection other;

    @BeforeEach
    void open() throws SQLException {
        Map<String, String> given = TestDatabase.POSTGRESQL.freshSettings();
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        other = DriverManager.getConnection(given.get("database.url"), given.get("database.user"), null);
        other.setAutoCommit(false);
        database.writeOnly(handle -> {
            SessionRows.insert(handle, LongStream.range(10, 10 + SESSIONS));
            // Every index of a person's sessions has them in the opposite order of their ids.
            handle.execute("UPDATE user_sessions SET last_used_at = expires_at");
        });
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        database.close();
    }

    /// As with many sessions; of few PostgreSQL reads the whole table, in one order for all.
    private List<String> byIndex(Ending ending) {
        return database.write(handle -> {
            handle.execute("SET LOCAL enable_seqscan = off");
            handle.execute("SET LOCAL enable_bitmapscan = off");
            return ending.run(database, handle);
        });
    }

    private void awaitWaiting() {
        Eventually.within(Duration.ofSeconds(4), "it waits", () -> database.read(handle -> handle.createQuery("""
                        SELECT COUNT(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'""")
                .mapTo(Integer.class)
                .one()) == 1);
    }

    @ParameterizedTest
    @EnumSource
    void holdNoneThatComesLaterWhileTheyWaitForOne(Ending ending)
            throws SQLException, InterruptedException, ExecutionException {
        other.createStatement().execute("SELECT id FROM user_sessions WHERE id = 'session-10' FOR UPDATE");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> ended = threads.submit(() -> byIndex(ending));
            awaitWaiting();
            other.createStatement().execute("SELECT id FROM user_sessions ORDER BY id FOR UPDATE NOWAIT");
            other.rollback();

            assertThat(ended.get()).hasSize(SESSIONS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endTheOneThatIsRefreshedMeanwhile(Ending ending) throws SQLException, InterruptedException, ExecutionException {
        other.createStatement().execute("UPDATE user_sessions SET generation = 2, last_used_at = 99 WHERE id = 'session-10'");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> ended = threads.submit(() -> byIndex(ending));
            awaitWaiting();
            other.commit();

            assertThat(ended.get()).hasSize(SESSIONS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaveOutTheOneThatIsEndedMeanwhile(Ending ending) throws SQLException, InterruptedException, ExecutionException {
        other.createStatement().execute("UPDATE user_sessions SET ended_at = 1 WHERE id = 'session-10'");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> ended = threads.submit(() -> byIndex(ending));
            awaitWaiting();
            other.commit();

            assertThat(ended.get()).hasSize(SESSIONS - 1).doesNotContain("session-10");
        }
    }
}
