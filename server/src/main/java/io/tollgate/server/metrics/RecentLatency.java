package io.tollgate.server.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.AbstractHistogram;

/// The latencies of the last half minute, merged second by second: the percentile of each second says nothing of that of all
/// requests. For one thread.
final class RecentLatency {
    static final int SECONDS = 30;

    private final Deque<AbstractHistogram> each = new ArrayDeque<>();
    private final AbstractHistogram all = Latencies.histogram();

    /// What the people who use the server noticed.
    ///
    /// @param seconds  how long ago the oldest request may be
    /// @param requests how many the percentiles are of
    record View(int seconds, long requests, Figures.Latency latency) {}

    /// @param second is kept, and must not change any more
    void add(AbstractHistogram second) {
        each.addLast(second);
        all.add(second);
        if (each.size() > SECONDS) {
            all.subtract(each.removeFirst());
        }
    }

    View view() {
        return new View(SECONDS, all.getTotalCount(), Figures.Latency.of(all));
    }
}
