package io.tollgate.server.guard;

import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.GuessLedger;
import io.tollgate.guard.login.LedgerFixture;
import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// A database of its own for the ledgers of one test class.
final class JdbcLedgers implements AutoCloseable {
    private final Database database;

    JdbcLedgers(TestDatabase engine, Path folder) {
        Settings settings = Settings.from(SettingsLoader.load(engine.freshSettings(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
    }

    /// An empty ledger. Not for use beside another.
    LedgerFixture open(InstantSource clock) {
        database.writeOnly(handle -> handle.execute("DELETE FROM login_guesses"));
        return new Fixture(database, new JdbcGuessLedger(database, new TimeOrderedIds(clock, new SecureRandom()), clock));
    }

    @Override
    public void close() {
        database.close();
    }

    private record Fixture(Database database, JdbcGuessLedger ledger) implements LedgerFixture {

        @Override
        public void accept(Guess guess) {
            database.writeOnly(handle -> JdbcGuessLedger.accept(database, handle, guess));
        }

        @Override
        public int rows() {
            return database.read(handle -> handle.createQuery("SELECT COUNT(*) AS n FROM login_guesses")
                    .mapTo(Integer.class)
                    .one());
        }

        @Override
        public void close() {
            // The database is the class's.
        }
    }
}
