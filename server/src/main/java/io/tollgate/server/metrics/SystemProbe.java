package io.tollgate.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tollgate.guard.redis.RedisMetrics;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Reads the state of this process. For one thread.
final class SystemProbe {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RSS = "VmRSS:";
    /// Counting open files is walking through a folder, so it is done now and then.
    private static final int READINGS_PER_COUNT_OF_FILES = 10;

    private final NodeSources sources;
    private final IntSupplier connections;
    private final LongSupplier nanoTime;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final List<MemoryPoolMXBean> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
            .toList();
    private final com.sun.management.OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private final long began;
    private long lastRead;
    private long lastCpu;
    private long openFiles;
    private int readings;

    SystemProbe(NodeSources sources, IntSupplier connections, LongSupplier nanoTime) {
        this.sources = sources;
        this.connections = connections;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.lastRead = began;
        this.lastCpu = system.getProcessCpuTime();
    }

    SystemReading read() {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        Optional<RedisMetrics> redis = sources.redis().get();
        return new SystemReading(
                heap.getUsed(),
                Math.max(heap.getMax(), heap.getCommitted()),
                liveHeap(),
                residentBytes(),
                system.getTotalMemorySize(),
                cpu(),
                threads.getThreadCount(),
                openFiles(),
                collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum(),
                collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum(),
                (nanoTime.getAsLong() - began) / 1_000_000_000,
                connections.getAsInt(),
                sources.hashQueue().getAsInt(),
                sources.database().get(),
                redis.map(RedisMetrics::openConnections).orElse(0),
                redis.map(metrics -> metrics.memory().fullest()).orElse(0.0),
                sources.journal().getAsLong());
    }

    private long liveHeap() {
        long live = 0;
        for (MemoryPoolMXBean pool : heapPools) {
            MemoryUsage usage = pool.getCollectionUsage();
            live += usage == null ? 0 : usage.getUsed();
        }
        return live;
    }

    /// Of the time since the last reading, by the machine's clock of this process, not by the load of a moment.
    private double cpu() {
        long now = nanoTime.getAsLong();
        long cpu = system.getProcessCpuTime();
        long elapsed = now - lastRead;
        double share = elapsed <= 0
                ? 0
                : 100.0 * (cpu - lastCpu) / elapsed / Runtime.getRuntime().availableProcessors();
        lastRead = now;
        lastCpu = cpu;
        return Math.clamp(share, 0, 100);
    }

    private long openFiles() {
        if (readings++ % READINGS_PER_COUNT_OF_FILES == 0 && system instanceof UnixOperatingSystemMXBean unix) {
            openFiles = unix.getOpenFileDescriptorCount();
        }
        return openFiles;
    }

    private static long residentBytes() {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RSS)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // As where there is no such file.
        }
        return 0;
    }
}
