package io.tollgate.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Has the old generation collected when much of it may be garbage. For one thread.
///
/// The serial collector lets the old generation grow to the largest size allowed before it collects it for the first time,
/// and every connection that is idle for a few young collections leaves some kilobytes there with each request. So a server
/// would come to hold the whole of its heap, whatever it needs.
final class HeapUpkeep implements Runnable {
    static final long MAY_BE_GARBAGE = 8 << 20;

    /// A collection takes some 50 ms, in which nobody is answered: that is one request in 400.
    static final Duration REST = Duration.ofSeconds(20);

    private final LongSupplier used;
    private final LongSupplier live;
    private final Runnable collector;
    private final LongSupplier nanoTime;
    private long lastCollected;

    /// @param used      bytes of the old generation in use, garbage included
    /// @param live      those left by its last collection
    /// @param collector collects it
    HeapUpkeep(LongSupplier used, LongSupplier live, Runnable collector, LongSupplier nanoTime) {
        this.used = used;
        this.live = live;
        this.collector = collector;
        this.nanoTime = nanoTime;
        this.lastCollected = nanoTime.getAsLong();
    }

    /// The upkeep of this process: none with other collectors than the serial one, which look after it themselves.
    static Runnable ofThisProcess(LongSupplier nanoTime) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .<Runnable>map(pool ->
                        new HeapUpkeep(() -> pool.getUsage().getUsed(), () -> live(pool), System::gc, nanoTime))
                .findFirst()
                .orElse(() -> {});
    }

    private static long live(MemoryPoolMXBean pool) {
        MemoryUsage afterCollection = pool.getCollectionUsage();
        return afterCollection == null ? 0 : afterCollection.getUsed();
    }

    /// Collects where that is worth its pause.
    @Override
    public void run() {
        long now = nanoTime.getAsLong();
        if (now - lastCollected >= REST.toNanos() && used.getAsLong() - live.getAsLong() >= MAY_BE_GARBAGE) {
            lastCollected = now;
            collector.run();
        }
    }
}
