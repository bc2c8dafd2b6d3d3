package io.tollgate.server.database;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/// Logs slow statements, and every statement when asked to. Never their arguments, which may be a person's data.
final class StatementLog implements SqlLogger {
    private static final System.Logger LOG = System.getLogger(StatementLog.class.getName());

    /// How Jdbi begins the placeholders that it puts in the place of a list.
    private static final String LIST = ":__";

    private static final Pattern LISTED = Pattern.compile(LIST + "(\\w+?)_0(,:__\\1_\\d+)*");

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
        String sql = text(context.getRenderedSql());
        listener.executed(sql, elapsed.toNanos(), isSlow);
        if (isSlow) {
            LOG.log(Level.WARNING, "slow statement, {0} ms: {1}", elapsed.toMillis(), sql);
        } else if (every) {
            LOG.log(Level.INFO, "statement, {0} us: {1}", elapsed.toNanos() / 1_000, sql);
        }
    }

    /// With lists of any length as one placeholder, for they are one statement.
    private static String text(String sql) {
        return sql.contains(LIST) ? LISTED.matcher(sql).replaceAll(":$1") : sql;
    }

    @Override
    public void logException(StatementContext context, SQLException e) {
        LOG.log(Level.WARNING, "statement failed ({0}): {1}", e.getSQLState(), text(context.getRenderedSql()));
    }
}
