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

    public DriverWatch() {
        emitters().forEach(emitter -> emitter.addNotificationListener(listener, null, null));
    }

    private static List<NotificationEmitter> emitters() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast)
                .toList();
    }

    /// The processor time of this process since the beginning, in percent of the whole machine.
    public double cpuPercent() {
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

    @Override
    public void close() {
        for (NotificationEmitter emitter : emitters()) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
