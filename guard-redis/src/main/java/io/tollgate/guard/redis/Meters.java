package io.tollgate.guard.redis;

import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Counts what happens to commands and connections. Safe for use by any number of threads; reading it stops nobody.
final class Meters {
    private static final long[] BOUNDS_NANOS = RedisMetrics.LATENCY_BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder commands = new LongAdder();
    private final LongAdder latencyNanos = new LongAdder();
    private final LongAdder[] latencies = adders(BOUNDS_NANOS.length + 1);
    private final LongAdder[] failures = adders(Category.values().length);
    private final LongAdder stalls = new LongAdder();

    private static LongAdder[] adders(int number) {
        var adders = new LongAdder[number];
        Arrays.setAll(adders, _ -> new LongAdder());
        return adders;
    }

    void sent() {
        commands.increment();
    }

    void answered(long nanos) {
        latencyNanos.add(nanos);
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        latencies[bucket].increment();
    }

    void failed(Category category) {
        failures[category.ordinal()].increment();
    }

    void stalled() {
        stalls.increment();
    }

    /// @param memory what the servers said last about their memory
    RedisMetrics snapshot(int openConnections, RedisMemory memory) {
        return new RedisMetrics(commands.sum(), List.copyOf(Arrays.stream(latencies).map(LongAdder::sum).toList()),
                Duration.ofNanos(latencyNanos.sum()), failures(Category.TIMEOUT), failures(Category.UNREACHABLE),
                failures(Category.OVERLOADED), failures(Category.BROKEN), stalls.sum(), openConnections, memory);
    }

    private long failures(Category category) {
        return failures[category.ordinal()].sum();
    }
}
