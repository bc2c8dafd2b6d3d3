package io.tollgate.server;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What must be done now and then, off every request's path.
final class Maintenance implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Maintenance.class.getName());
    private static final long FIRST = 10;
    private static final long STOPS_WITHIN_SECONDS = 2;
    private static final long HOUR = TimeUnit.HOURS.toSeconds(1);

    // Two threads: moving a large log to the archive takes minutes, for which nothing of the other kind may wait.
    private final ScheduledExecutorService prompt = thread("maintenance-prompt");
    private final ScheduledExecutorService patient = thread("maintenance");
    private final List<Runnable> hourly;

    /// @param everySecond what must not wait
    /// @param hourly      what may
    Maintenance(List<Runnable> everySecond, List<Runnable> hourly) {
        this(everySecond, hourly, FIRST);
    }

    Maintenance(List<Runnable> everySecond, List<Runnable> hourly, long firstSeconds) {
        everySecond.forEach(task -> every(prompt, task, 1, 1));
        this.hourly = List.copyOf(hourly);
        hourly.forEach(task -> every(patient, task, firstSeconds, HOUR));
    }

    /// Does now what may wait, in order and on its thread, and returns when it is done.
    void runHourly() {
        hourly.stream().map(task -> patient.submit(() -> runSafely(task))).toList().forEach(Maintenance::await);
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    private static void every(ScheduledExecutorService scheduler, Runnable task, long firstSeconds, long seconds) {
        scheduler.scheduleWithFixedDelay(() -> runSafely(task), firstSeconds, seconds, TimeUnit.SECONDS);
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // An executor would never run it again. Want of memory, too, may be over the next time.
            LOG.log(Level.WARNING, "a maintenance task failed; tried again later", e);
        }
    }

    /// Begins nothing more, and gives what runs a moment to end: it uses what is closed after this.
    @Override
    public void close() {
        List<ScheduledExecutorService> both = List.of(prompt, patient);
        both.forEach(ScheduledExecutorService::shutdownNow);
        try {
            for (ScheduledExecutorService executor : both) {
                executor.awaitTermination(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
