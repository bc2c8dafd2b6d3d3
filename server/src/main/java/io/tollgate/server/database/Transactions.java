package io.tollgate.server.database;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Ways to run writing statements in a transaction.
interface Transactions {

    /// Runs statements; what they wrote is durable when this returns, and undone when it throws.
    ///
    /// @throws org.jdbi.v3.core.JdbiException when the database failed
    /// @throws DatabaseException when it stayed busy for too long
    <T> T run(Function<Handle, T> statements);

    /// How many callers wait for a connection of theirs, as far as this way knows.
    int waiting();
}
