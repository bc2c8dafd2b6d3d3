package io.tollgate.server;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What must be done now and then, off every request's path.
final class Maintenance implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Maintenance.class.getName());
    private static final long HOUR = TimeUnit.HOURS.toSeconds(1);

    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("maintenance").factory());

    Maintenance(Runnable keyRotation, Runnable fileSweep) {
        every(keyRotation, HOUR, HOUR);
        every(fileSweep, 10, 6 * HOUR);
    }

    private void every(Runnable task, long firstSeconds, long seconds) {
        scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "a maintenance task failed; tried again later", e);
                    }
                },
                firstSeconds,
                seconds,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
