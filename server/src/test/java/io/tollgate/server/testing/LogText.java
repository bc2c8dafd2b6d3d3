package io.tollgate.server.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What is logged between its capture and its end, by any thread, with the stack traces.
public final class LogText implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written, true);
    private final Handler handler = new Handler() {
        @Override
        public synchronized void publish(LogRecord entry) {
            out.println(new SimpleFormatter().format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LogText() {}

    public static LogText capture() {
        LogText log = new LogText();
        ROOT.addHandler(log.handler);
        return log;
    }

    public String text() {
        return written.toString();
    }

    @Override
    public void close() {
        ROOT.removeHandler(handler);
    }
}
