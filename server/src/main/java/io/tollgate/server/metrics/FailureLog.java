package io.tollgate.server.metrics;

import java.lang.System.Logger.Level;

/// Says once that something fails, however often it does so in a row, and once that it works again. Thread-safe.
final class FailureLog {
    private final System.Logger log;
    private final String over;
    private boolean failing;

    /// @param over what is said when it works again
    FailureLog(System.Logger log, String over) {
        this.log = log;
        this.over = over;
    }

    synchronized void failed(String message) {
        if (!failing) {
            log.log(Level.WARNING, message);
        }
        failing = true;
    }

    /// As [#failed(String)], with the stack trace: for what nobody expected.
    synchronized void failed(String message, Throwable cause) {
        if (!failing) {
            log.log(Level.WARNING, message, cause);
        }
        failing = true;
    }

    synchronized void worked() {
        if (failing) {
            log.log(Level.WARNING, over);
        }
        failing = false;
    }
}
