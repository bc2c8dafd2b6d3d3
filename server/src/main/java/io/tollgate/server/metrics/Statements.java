package io.tollgate.server.metrics;

import io.tollgate.server.database.StatementListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/// Which statements took how long in the last hour, by their text, in six parts of ten minutes of which the oldest is
/// dropped. Bounded: when a part knows 256 texts, further ones are counted together. Thread-safe.
final class Statements implements StatementListener {
    static final int MAX_TEXTS = 256;
    static final String OTHERS = "(others)";
    private static final int PARTS = 6;
    private static final int SHOWN = 50;
    private static final int MAX_LENGTH = 4_000;

    private final OperationMeter meter = new OperationMeter();
    private final LongAdder slow = new LongAdder();
    private final Deque<Map<String, Text>> earlier = new ArrayDeque<>();
    private volatile Map<String, Text> current = new ConcurrentHashMap<>();

    /// One statement, times in milliseconds.
    record Slowest(String sql, long count, long slow, double mean, double max, double total) {}

    private static final class Text {
        private final LongAdder count = new LongAdder();
        private final LongAdder slow = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAccumulator max = new LongAccumulator(Math::max, 0);

        private void record(long took, boolean isSlow) {
            count.increment();
            nanos.add(took);
            max.accumulate(took);
            if (isSlow) {
                slow.increment();
            }
        }

        private void add(Text other) {
            count.add(other.count.sum());
            slow.add(other.slow.sum());
            nanos.add(other.nanos.sum());
            max.accumulate(other.max.get());
        }

        private Slowest view(String sql) {
            long times = count.sum();
            double total = nanos.sum() / 1e3;
            return new Slowest(
                    sql.length() > MAX_LENGTH ? sql.substring(0, MAX_LENGTH) : sql,
                    times,
                    slow.sum(),
                    Latencies.millis(total / Math.max(1, times)),
                    Latencies.millis(max.get() / 1e3),
                    Latencies.millis(total));
        }
    }

    @Override
    public void executed(String sql, long nanos, boolean isSlow) {
        meter.record(nanos);
        if (isSlow) {
            slow.increment();
        }
        Map<String, Text> part = current;
        Text text = part.get(sql);
        if (text == null) {
            // Two at once may exceed the bound by as many threads as there are connections.
            text = part.computeIfAbsent(part.size() < MAX_TEXTS ? sql : OTHERS, _ -> new Text());
        }
        text.record(nanos, isSlow);
    }

    OperationMeter meter() {
        return meter;
    }

    /// Statements that were slow, since the start.
    long slow() {
        return slow.sum();
    }

    /// Begins another ten minutes.
    synchronized void turn() {
        earlier.addFirst(current);
        current = new ConcurrentHashMap<>();
        while (earlier.size() >= PARTS) {
            earlier.removeLast();
        }
    }

    /// Those with the longest single execution first.
    synchronized List<Slowest> slowest() {
        Map<String, Text> all = new HashMap<>();
        List<Map<String, Text>> parts = new ArrayList<>(earlier);
        parts.add(current);
        parts.forEach(part ->
                part.forEach((sql, text) -> all.computeIfAbsent(sql, _ -> new Text()).add(text)));
        return all.entrySet().stream()
                .map(entry -> entry.getValue().view(entry.getKey()))
                .sorted(Comparator.comparingDouble(Slowest::max).reversed())
                .limit(SHOWN)
                .toList();
    }
}
