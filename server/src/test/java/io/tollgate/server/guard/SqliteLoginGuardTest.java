package io.tollgate.server.guard;

import io.tollgate.guard.login.LedgerFixture;
import io.tollgate.guard.login.LoginGuardContract;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteLoginGuardTest extends LoginGuardContract {
    @TempDir
    private static Path folder;

    private static JdbcLedgers ledgers;

    @BeforeAll
    static void start() {
        ledgers = new JdbcLedgers(TestDatabase.SQLITE, folder);
    }

    @AfterAll
    static void stop() {
        ledgers.close();
    }

    @Override
    protected LedgerFixture open(InstantSource clock) {
        return ledgers.open(clock);
    }
}
