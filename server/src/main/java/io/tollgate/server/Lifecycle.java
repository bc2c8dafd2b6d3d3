package io.tollgate.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/// The parts of a server that run, in the order of their start; ends them in the opposite order.
final class Lifecycle implements AutoCloseable {
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /// Starts a whole that leaves its end to a lifecycle. What was started before a failure is ended again.
    static <T> T start(Function<Lifecycle, T> whole) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            return whole.apply(lifecycle);
        } catch (RuntimeException | Error e) {
            try {
                lifecycle.close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /// Takes charge of a part.
    <T extends AutoCloseable> T started(T part) {
        running.push(part);
        return part;
    }

    /// Ends every part, also when one of them fails to end.
    @Override
    public void close() {
        IllegalStateException failure = new IllegalStateException("a part of the server could not be ended");
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
