package io.tollgate.server.database;

/// Hears of every statement, on the thread that ran it: must be quick and must not throw.
public interface StatementListener {
    /// Hears nothing.
    StatementListener NONE = (sql, nanos, slow) -> {};

    /// @param sql  with placeholders, never with arguments
    /// @param slow whether it took as long as the setting calls slow
    void executed(String sql, long nanos, boolean slow);
}
