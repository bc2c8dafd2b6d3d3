package io.tollgate.server.metrics;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/// Records the latency of one thing. Recording is for any number of threads, waits for none and allocates nothing;
/// draining is for one. Its 20 KB are made when there is something to record, and twice that once it was drained.
final class LatencyMeter {
    private final AtomicBoolean used = new AtomicBoolean();
    private volatile @Nullable Recorder recorder;
    private @Nullable Histogram drained;

    void record(long nanos) {
        Recorder existing = recorder;
        (existing == null ? made() : existing).recordValue(Latencies.micros(nanos));
        // Read first: a write by every request would have the cores fight for the line. After recording, so that a drain
        // that came too early for this value leaves a mark for the next.
        if (!used.get()) {
            used.set(true);
        }
    }

    private synchronized Recorder made() {
        Recorder made = recorder;
        if (made == null) {
            made = Latencies.recorder();
            recorder = made;
        }
        return made;
    }

    /// Hands over what was recorded since the last call, if anything. The histogram is good only during the call.
    void drain(Consumer<Histogram> to) {
        Recorder existing = recorder;
        if (existing != null && used.getAndSet(false)) {
            Histogram interval = existing.getIntervalHistogram(drained);
            drained = interval;
            to.accept(interval);
        }
    }
}
