package io.tollgate.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// One line a record, and a stack trace below where there is one.
final class TextFormatter extends Formatter {

    @Override
    public String format(LogRecord record) {
        Instant time = record.getInstant().truncatedTo(ChronoUnit.MILLIS);
        String name = record.getLoggerName();
        String source = name.substring(name.lastIndexOf('.') + 1);
        String line = "%s %-7s %s: %s%n".formatted(time, record.getLevel(), source, oneLine(formatMessage(record)));
        return record.getThrown() == null ? line : line + stackTrace(record.getThrown());
    }

    /// What comes from outside must not be able to forge a line of its own.
    private static String oneLine(String message) {
        return message.replaceAll("\\p{Cntrl}", " ");
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
