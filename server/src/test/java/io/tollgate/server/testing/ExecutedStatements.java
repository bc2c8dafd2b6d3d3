package io.tollgate.server.testing;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/// The statements that servers of this process execute, as their log says: they must run with `log.statements`.
public final class ExecutedStatements implements AutoCloseable {
    /// The setting that makes a server tell.
    public static final String SETTING = "log.statements";

    private static final Logger LOG = Logger.getLogger("io.tollgate.server.database.StatementLog");
    private static final String OURS = "io.tollgate.server.";
    private static final String NEWS = OURS + "feed.ChangeFeed.apply";

    /// One execution.
    ///
    /// @param micros    how long it took
    /// @param byRequest whether the thread of a request ran it; else a thread of the background did
    /// @param methods   the methods of ours that were under way, as `Class.method`
    public record Statement(String sql, long micros, boolean byRequest, Set<String> methods) {}

    private final List<Statement> executed = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            Object[] values = entry.getParameters();
            if (values.length == 2 && values[0] instanceof Number took) {
                long micros = entry.getLevel() == Level.WARNING ? took.longValue() * 1_000 : took.longValue();
                executed.add(new Statement(
                        values[1].toString(), micros, Thread.currentThread().isVirtual(), methods()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private ExecutedStatements() {}

    /// Listens until it is closed.
    public static ExecutedStatements listen() {
        ExecutedStatements statements = new ExecutedStatements();
        LOG.setLevel(Level.INFO);
        LOG.setUseParentHandlers(false);
        LOG.addHandler(statements.handler);
        return statements;
    }

    private static Set<String> methods() {
        return StackWalker.getInstance().walk(frames -> frames.filter(
                        frame -> frame.getClassName().startsWith(OURS))
                .map(ExecutedStatements::method)
                .collect(Collectors.toSet()));
    }

    /// A lambda is part of the method that it stands in.
    private static String method(StackFrame frame) {
        String[] parts = frame.getMethodName().split("\\$");
        return frame.getClassName() + "." + (parts[0].equals("lambda") ? parts[1] : frame.getMethodName());
    }

    /// Those so far, in order.
    public List<Statement> all() {
        return List.copyOf(executed);
    }

    /// Forgets those so far.
    public void clear() {
        executed.clear();
    }

    /// The texts that requests had executed since [#clear]. Without what follows from the news of other changes, which
    /// whoever reads the feed first looks up for all.
    public List<String> ofRequests() {
        return executed.stream()
                .filter(statement -> statement.byRequest() && !statement.methods().contains(NEWS))
                .map(Statement::sql)
                .toList();
    }

    @Override
    public void close() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
        LOG.setLevel(null);
    }
}
