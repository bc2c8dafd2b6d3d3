package io.tollgate.lab;

import io.tollgate.lab.run.Progress;
import java.io.PrintStream;
import java.util.Locale;

/// Shows the progress on standard error: a bar that is drawn anew each second on a terminal, else a line now and then.
final class Terminal implements Progress {
    private static final int BAR = 24;
    private static final int LINE_EVERY_SECONDS = 10;
    private static final int LINE_EVERY_ACCOUNTS = 100;

    private final PrintStream out;
    private final boolean redraws;
    private final String scenario;
    private boolean open;

    Terminal(PrintStream out, boolean redraws, String scenario) {
        this.out = out;
        this.redraws = redraws;
        this.scenario = scenario;
    }

    @Override
    public synchronized void preparing(int done, int all) {
        if (redraws || done == all || done % LINE_EVERY_ACCOUNTS == 0) {
            show("%s  accounts %s %d of %d".formatted(scenario, bar(done, all), done, all), done == all);
        }
    }

    @Override
    public synchronized void running(int second, int ofSeconds, String phase, Rates rates) {
        int at = Math.min(second, ofSeconds);
        if (redraws || second % LINE_EVERY_SECONDS == 0 || second == ofSeconds) {
            String line = String.format(
                    Locale.ROOT,
                    "%s  %s %s/%s  %s  %d/s, %d failed, %d under way",
                    scenario,
                    bar(at, ofSeconds),
                    clock(at),
                    clock(ofSeconds),
                    phase,
                    rates.perSecond(),
                    rates.failed(),
                    rates.underWay());
            show(line, false);
        }
    }

    @Override
    public synchronized void note(String text) {
        close();
        out.println("note: " + text);
    }

    /// Ends a line that is still being drawn.
    synchronized void close() {
        if (open) {
            out.println();
            open = false;
        }
    }

    private void show(String line, boolean last) {
        if (!redraws) {
            out.println(line);
            return;
        }
        out.print("\r\u001b[K" + line);
        out.flush();
        open = true;
        if (last) {
            close();
        }
    }

    private static String bar(int done, int all) {
        int filled = all == 0 ? BAR : (int) ((long) BAR * done / all);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }

    private static String clock(int seconds) {
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
