package io.tollgate.server.database;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/// Logs slow statements, and every statement when asked to. Never their arguments, which may be a person's data.
final class StatementLog implements SqlLogger {
    private static final System.Logger LOG = System.getLogger(StatementLog.class.getName());

    private final boolean every;
    private final Duration slow;
    private final StatementListener listener;

    StatementLog(boolean every, Duration slow, StatementListener listener) {
        this.every = every;
        this.slow = slow;
        this.listener = listener;
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        Duration elapsed = Duration.ofNanos(context.getElapsedTime(ChronoUnit.NANOS));
        boolean isSlow = elapsed.compareTo(slow) >= 0;
        listener.executed(context.getRenderedSql(), elapsed.toNanos(), isSlow);
        if (isSlow) {
            LOG.log(Level.WARNING, "slow statement, {0} ms: {1}", elapsed.toMillis(), context.getRenderedSql());
        } else if (every) {
            LOG.log(Level.INFO, "statement, {0} us: {1}", elapsed.toNanos() / 1_000, context.getRenderedSql());
        }
    }

    @Override
    public void logException(StatementContext context, SQLException e) {
        LOG.log(Level.WARNING, "statement failed ({0}): {1}", e.getSQLState(), context.getRenderedSql());
    }
}
