package io.tollgate.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One line a record, and a stack trace below where there is one.
final class TextFormatter extends Formatter {
    /// Also those beyond ASCII at which a terminal or a reader of logs may begin a line or a command.
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    @Override
    public String format(LogRecord record) {
        Instant time = record.getInstant().truncatedTo(ChronoUnit.MILLIS);
        String name = record.getLoggerName();
        String source = name.substring(name.lastIndexOf('.') + 1);
        String line = "%s %-7s %s: %s%n".formatted(time, record.getLevel(), source, oneLine(formatMessage(record)));
        return record.getThrown() == null ? line : line + below(stackTrace(record.getThrown()));
    }

    /// What comes from outside must not be able to forge a line of its own.
    private static String oneLine(String message) {
        return CONTROL.matcher(message).replaceAll(" ");
    }

    /// With every line moved in, since the message of an exception may have lines of its own.
    private static String below(String stackTrace) {
        return stackTrace.lines()
                .map(line -> "\t" + oneLine(line.strip()) + System.lineSeparator())
                .collect(Collectors.joining());
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
