package io.tollgate.server.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/// Has PostgreSQL plan a statement for its values each time, in what it calls a custom plan. From the tenth time on it may take
/// one plan for all values, made for average ones, which reads a third of a table where one person has a third of all rows.
/// Costs the planning, a tenth of a millisecond or a few: for statements of lists, not for those of every request.
public enum CustomPlan implements StatementCustomizer {
    EACH_TIME;

    @Override
    public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
        if (statement.isWrapperFor(PGStatement.class)) {
            // Without a name on the server, where a plan is kept by it.
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    }
}
