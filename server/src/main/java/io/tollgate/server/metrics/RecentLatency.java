package io.tollgate.server.metrics;

import java.util.stream.Stream;
import org.HdrHistogram.AbstractHistogram;

/// The latencies of the last half minute, merged second by second: the percentile of each second says nothing of that of all
/// requests. For one thread.
final class RecentLatency {
    static final int SECONDS = 30;

    /// Used again and again: kept for half a minute and thrown away, each second's would have to be collected with all the rest.
    private final AbstractHistogram[] each =
            Stream.generate(Latencies::histogram).limit(SECONDS).toArray(AbstractHistogram[]::new);
    private final AbstractHistogram all = Latencies.histogram();
    private int oldest;

    /// What the people who use the server noticed.
    ///
    /// @param seconds  how long ago the oldest request may be
    /// @param requests how many the percentiles are of
    record View(int seconds, long requests, Figures.Latency latency) {}

    void add(AbstractHistogram second) {
        AbstractHistogram place = each[oldest];
        all.subtract(place);
        place.reset();
        place.add(second);
        all.add(second);
        oldest = (oldest + 1) % SECONDS;
    }

    View view() {
        return new View(SECONDS, all.getTotalCount(), Figures.Latency.of(all));
    }
}
