package io.tollgate.server.database;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/// Has a step of the schema give up on PostgreSQL when it does not get a table at once. While it waits for somebody who reads
/// for long, as `pg_dump` does, whoever else wants that table waits behind it: every request of the nodes that serve.
final class ImpatientMigration extends BaseCallback {

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        // For the transaction of the step.
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '2s'");
        } catch (SQLException e) {
            throw new DatabaseException("the schema cannot be changed", e);
        }
    }
}
