package io.tollgate.server.metrics;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.HdrHistogram.Recorder;

/// The range and precision in which all latencies are kept: 1 us to 60 s in microseconds, to two significant digits. What
/// is longer counts as 60 s.
final class Latencies {
    static final long LOWEST = 1;
    static final long HIGHEST = 60_000_000;
    static final int DIGITS = 2;

    private Latencies() {}

    static Recorder recorder() {
        return new Recorder(LOWEST, HIGHEST, DIGITS);
    }

    /// Counts of 32 bits, half the size: enough for an hour of anything this server can do.
    static AbstractHistogram histogram() {
        return new IntCountsHistogram(LOWEST, HIGHEST, DIGITS);
    }

    static long micros(long nanos) {
        return Math.clamp(nanos / 1_000, LOWEST, HIGHEST);
    }

    /// Milliseconds, to the microsecond.
    static double millis(double micros) {
        return Math.round(micros) / 1e3;
    }
}
