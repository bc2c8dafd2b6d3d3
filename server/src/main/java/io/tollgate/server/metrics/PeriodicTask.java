package io.tollgate.server.metrics;

import io.tollgate.server.database.DatabaseException;

/// A task that goes on whatever it throws: a scheduler never runs one again that threw, and measuring would end unnoticed.
/// As thread-safe as the task.
final class PeriodicTask implements Runnable {
    private static final System.Logger LOG = System.getLogger(PeriodicTask.class.getName());

    private final String name;
    private final Runnable task;
    private final FailureLog failures;

    /// @param name of what it does, for the log
    PeriodicTask(String name, Runnable task) {
        this.name = name;
        this.task = task;
        failures = new FailureLog(LOG, name + " works again");
    }

    @Override
    public void run() {
        try {
            task.run();
            failures.worked();
        } catch (DatabaseException e) {
            failures.failed(name + " waits for the database");
        } catch (RuntimeException | Error e) {
            failures.failed(name + " failed; goes on the next time", e);
        }
    }
}
