package io.tollgate.server.database;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Each in a transaction and on a connection of its own. Thread-safe.
record SeparateTransactions(Jdbi jdbi) implements Transactions {

    @Override
    public <T> T run(Function<Handle, T> statements) {
        return jdbi.inTransaction(statements::apply);
    }

    @Override
    public int waiting() {
        // Those wait in the pool, which counts them itself.
        return 0;
    }
}
