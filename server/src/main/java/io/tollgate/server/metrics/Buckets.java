package io.tollgate.server.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// Latencies since the start in the few buckets that Prometheus is given. Thread-safe, allocates nothing.
final class Buckets {
    /// Those that OpenTelemetry advises for `http.server.request.duration`, and finer ones below 5 ms, where most of our
    /// answers are.
    private static final double[] BOUNDS_SECONDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };

    private static final long[] BOUNDS_NANOS =
            Arrays.stream(BOUNDS_SECONDS).mapToLong(bound -> Math.round(bound * 1e9)).toArray();

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);
    private final LongAdder nanos = new LongAdder();

    void record(long latencyNanos) {
        int found = Arrays.binarySearch(BOUNDS_NANOS, latencyNanos);
        counts.getAndIncrement(found < 0 ? -found - 1 : found);
        nanos.add(latencyNanos);
    }

    /// The last is infinite.
    static double[] boundsSeconds() {
        double[] bounds = Arrays.copyOf(BOUNDS_SECONDS, BOUNDS_SECONDS.length + 1);
        bounds[BOUNDS_SECONDS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /// How many fell into each bucket, not counting those before it.
    long[] counts() {
        long[] copy = new long[counts.length()];
        Arrays.setAll(copy, counts::get);
        return copy;
    }

    long count() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    double sumSeconds() {
        return nanos.sum() / 1e9;
    }
}
