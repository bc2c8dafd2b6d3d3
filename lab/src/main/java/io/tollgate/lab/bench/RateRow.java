package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.result.DriverLoad;
import io.tollgate.lab.result.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// What one server answered at one rate, and how late the driver was with it: one that is too late here may keep up with the
/// other rows. Belongs to one thread.
final class RateRow {
    private final String name;
    private final List<Histogram> rounds = new ArrayList<>();
    private long sent;
    private long late;

    /// @param name of the server and the rate
    RateRow(String name) {
        this.name = name;
    }

    /// @param round answered requests
    void add(List<Line> round) {
        Histogram nanos = new Histogram(3);
        for (Line line : round) {
            nanos.recordValue(line.responseNanos());
            late += line.isLate() ? 1 : 0;
        }
        sent += round.size();
        rounds.add(nanos);
    }

    String name() {
        return name;
    }

    Summary summary() {
        return Summary.ofRounds(rounds);
    }

    boolean isVoid() {
        return lateShare() > DriverLoad.MAX_LATE_SHARE;
    }

    /// From 0 to 1.
    private double lateShare() {
        return sent == 0 ? 0 : (double) late / sent;
    }

    String lateness() {
        return String.format(Locale.ROOT, "the driver was late with %.2f %% of its sends", lateShare() * 100);
    }

    String line() {
        Summary times = summary();
        return String.format(
                Locale.ROOT,
                "%-18s mean %.2f, p50 %.2f, p95 %.2f, p99 %.2f, max %.1f ms over %,d requests; %s",
                name + ":",
                times.mean(), times.p50(), times.p95(), times.p99(), times.max(), times.count(), lateness());
    }
}
