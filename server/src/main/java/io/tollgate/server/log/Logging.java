package io.tollgate.server.log;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// Sets up the JDK's logging, which all libraries here end up in.
public final class Logging {
    /// Libraries whose information is of no use to an operator. Held strongly, for the JDK forgets unused loggers.
    private static final List<Logger> QUIET = Stream.of(
                    "io.helidon",
                    "com.zaxxer.hikari",
                    // Says of every mail that its server knows no addresses in UTF-8, which few need.
                    "org.eclipse.angus.mail")
            .map(Logger::getLogger)
            .toList();

    /// The library that changes the schema, of which an operator is to hear where it does.
    private static final Logger MIGRATION = Logger.getLogger("org.flywaydb");

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

    /// As [#configure], for what only looks: the library that changes the schema may do so somewhere else to compare.
    public static void configureForLooking(boolean json) {
        configure(json);
        MIGRATION.setLevel(Level.WARNING);
    }

    /// Keeps what is configured when the process is told to stop; where its logs are [DrainingLogs].
    public static void outlastTheStop() {
        if (LogManager.getLogManager() instanceof DrainingLogs logs) {
            logs.hold();
        }
    }
}
