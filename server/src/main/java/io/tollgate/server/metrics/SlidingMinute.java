package io.tollgate.server.metrics;

import java.util.ArrayDeque;
import java.util.Deque;

/// The last minute in six slices of ten seconds. For one thread.
final class SlidingMinute {
    /// Seconds of a slice; after each the rules are looked at.
    static final int SLICE = 10;
    private static final int SLICES = 6;
    /// With fewer requests there is neither a percentile nor a rate to speak of.
    static final int FEW = 20;

    private static final class Slice {
        private final Tally tally = new Tally();
        private double cpu;
        private int readings;
    }

    private final Deque<Slice> slices = new ArrayDeque<>();

    SlidingMinute() {
        slices.addLast(new Slice());
    }

    void add(Tally second, SystemReading reading) {
        Slice slice = slices.getLast();
        slice.tally.add(second);
        slice.cpu += reading.cpu();
        slice.readings++;
    }

    boolean isSliceFull() {
        return slices.getLast().readings >= SLICE;
    }

    /// Ends the slice and says what the last minute was like.
    RecentMinute turn(SystemReading now) {
        Tally minute = new Tally();
        double cpu = 0;
        int readings = 0;
        for (Slice slice : slices) {
            minute.add(slice.tally);
            cpu += slice.cpu;
            readings += slice.readings;
        }
        slices.addLast(new Slice());
        if (slices.size() > SLICES) {
            slices.removeFirst();
        }
        return new RecentMinute(
                p99(minute),
                errorRate(minute),
                now.rss() / (double) (1 << 20),
                readings == 0 ? 0 : cpu / readings,
                Figures.percentile(minute.redis(), 99),
                minute.total(),
                now.connections(),
                Math.max(share(now.heapLive(), now.heapMax()), share(now.rss(), now.memoryLimit())),
                100 * now.redisFull());
    }

    /// One slow request alone is none: of up to 100 requests the second slowest counts.
    private static double p99(Tally minute) {
        long requests = minute.latency().getTotalCount();
        return requests < FEW
                ? 0
                : Figures.percentile(minute.latency(), Math.min(99, 100.0 * (requests - 1) / requests));
    }

    private static double errorRate(Tally minute) {
        return minute.total() < FEW || minute.failed() <= 1 ? 0 : minute.errorRate();
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : 100.0 * part / whole;
    }
}
