package io.tollgate.server;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A step of a start that takes long, on a thread of its own while the rest of the start goes on. Thread-safe.
final class BackgroundStep<T> {
    private final String name;
    private final FutureTask<T> step;

    private BackgroundStep(String name, FutureTask<T> step) {
        this.name = name;
        this.step = step;
    }

    /// @param name of the thread, and of what it does
    static <T> BackgroundStep<T> begin(String name, Callable<T> step) {
        FutureTask<T> task = new FutureTask<>(step);
        Thread.ofVirtual().name(name).start(task);
        return new BackgroundStep<>(name, task);
    }

    /// Waits until the step is over.
    ///
    /// @throws RuntimeException what the step threw
    T await() {
        try {
            return step.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server waited for: " + name, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("this could not be done: " + name, e.getCause());
        }
    }
}
