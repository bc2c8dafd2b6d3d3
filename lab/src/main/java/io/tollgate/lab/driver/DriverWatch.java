package io.tollgate.lab.driver;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/// Looks at the driver's own process, whose pauses and hunger for the processor would otherwise be blamed on the server.
public final class DriverWatch implements AutoCloseable {
    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final LongAccumulator longestPause = new LongAccumulator(Math::max, 0);
    private final LongAdder collecting = new LongAdder();
    private final NotificationListener listener = (notification, _) -> {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            long millis = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo()
                    .getDuration();
            longestPause.accumulate(millis);
            collecting.add(millis);
        }
    };
    private final long beganNanos = System.nanoTime();
    private final long cpuBefore = system.getProcessCpuTime();
    private volatile double endCpuPercent = -1;

    private DriverWatch() {
        emitters().forEach(emitter -> emitter.addNotificationListener(listener, null, null));
    }

    /// Moves what was prepared out of the way now rather than in the middle of the run, and looks from then on.
    public static DriverWatch start() {
        System.gc();
        return new DriverWatch();
    }

    private static List<NotificationEmitter> emitters() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast)
                .toList();
    }

    /// The processor time of this process from the beginning until now or until it was closed, in percent of the whole machine.
    public double cpuPercent() {
        return endCpuPercent < 0 ? cpuPercentNow() : endCpuPercent;
    }

    private double cpuPercentNow() {
        long elapsed = Math.max(1, System.nanoTime() - beganNanos);
        return 100.0 * (system.getProcessCpuTime() - cpuBefore) / elapsed / system.getAvailableProcessors();
    }

    /// The longest pause of the garbage collector.
    public long longestPauseMillis() {
        return longestPause.get();
    }

    /// The time spent collecting garbage.
    public long collectionMillis() {
        return collecting.sum();
    }

    /// Looks no longer; what it saw can still be asked for.
    @Override
    public void close() {
        endCpuPercent = cpuPercentNow();
        for (NotificationEmitter emitter : emitters()) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
