package io.tollgate.server.log;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// Sets up the JDK's logging, which all libraries here end up in.
public final class Logging {
    /// Libraries whose information is of no use to an operator. Held strongly, for the JDK forgets unused loggers.
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("io.helidon"), Logger.getLogger("com.zaxxer.hikari"));

    private Logging() {}

    /// @param json JSON lines in ECS field names instead of text
    public static void configure(boolean json) {
        LogManager.getLogManager().reset();
        Formatter formatter = json ? new JsonLinesFormatter() : new TextFormatter();
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(formatter);
        handler.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(handler);
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /// Keeps what is configured when the process is told to stop; where its logs are [DrainingLogs].
    public static void outlastTheStop() {
        if (LogManager.getLogManager() instanceof DrainingLogs logs) {
            logs.hold();
        }
    }
}
