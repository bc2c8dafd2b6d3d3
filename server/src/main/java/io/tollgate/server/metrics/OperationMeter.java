package io.tollgate.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/// Records one kind of work done elsewhere: a command of Redis, or the statements of the database.
final class OperationMeter {
    private final LatencyMeter latency = new LatencyMeter();
    private final Buckets buckets = new Buckets();
    private final LongAdder errors = new LongAdder();

    void record(long nanos) {
        buckets.record(nanos);
        latency.record(nanos);
    }

    void failed() {
        errors.increment();
    }

    LatencyMeter latency() {
        return latency;
    }

    Buckets buckets() {
        return buckets;
    }

    long errors() {
        return errors.sum();
    }
}
