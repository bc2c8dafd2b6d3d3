package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same guesses are taken back for their account and for their address, by different transactions at once.
class GuessesTakenBackTest {
    private static final String ACCOUNT = "account";
    private static final ClientAddress ADDRESS = ClientAddress.ofKey("192.0.2.1");
    private static final int GUESSES = 10;

    @TempDir
    private Path folder;

    @Test
    void forAnAccountAndForAnAddressAtOnceDoesNotDeadlock() throws SQLException, InterruptedException, ExecutionException {
        Map<String, String> given = TestDatabase.POSTGRESQL.freshSettings();
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        try (Database database = Database.open(settings.database(), folder, false);
                Connection other = DriverManager.getConnection(given.get("database.url"), given.get("database.user"), null);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            database.writeOnly(GuessesTakenBackTest::fill);
            // Whoever comes from either end must stop in the middle.
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT id FROM login_guesses WHERE id = 'guess 5' FOR UPDATE");
            Future<?> forAccount = threads.submit(
                    () -> byIndex(database, handle -> JdbcGuessLedger.forgetAccount(database, handle, ACCOUNT)));
            Future<?> forAddress = threads.submit(
                    () -> byIndex(database, handle -> JdbcGuessLedger.forget(database, handle, ADDRESS)));
            Eventually.within(Duration.ofSeconds(10), "both wait", () -> count(database, """
                    SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""") == 2);
            other.rollback();

            forAccount.get();
            forAddress.get();
            assertThat(count(database, "SELECT COUNT(*) FROM login_guesses")).isZero();
        }
    }

    /// Leaves one index for each of the two, which have the guesses in opposite orders.
    private static void fill(Handle handle) {
        handle.execute("DROP INDEX idx_guesses_account");
        for (int i = 0; i < GUESSES; i++) {
            handle.execute("""
                            INSERT INTO login_guesses (id, account, client, address, known_device, digest, guessed_at, failed)
                            VALUES (?, ?, ?, ?, FALSE, 'digest', ?, TRUE)""",
                    "guess " + i, ACCOUNT, "client " + (GUESSES - i), ADDRESS.key(), i);
        }
    }

    /// As with many guesses; of few PostgreSQL reads the whole table, in one order for all.
    private static void byIndex(Database database, Consumer<Handle> statements) {
        database.writeOnly(handle -> {
            handle.execute("SET LOCAL enable_seqscan = off");
            handle.execute("SET LOCAL enable_bitmapscan = off");
            statements.accept(handle);
        });
    }

    private static int count(Database database, String sql) {
        return database.read(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
