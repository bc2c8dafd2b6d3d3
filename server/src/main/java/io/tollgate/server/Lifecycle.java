package io.tollgate.server;

import java.util.ArrayDeque;
import java.util.Deque;

/// The parts of a server that run, in the order of their start; ends them in the opposite order.
final class Lifecycle implements AutoCloseable {
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

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
