package io.tollgate.guard.redis;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// One server that takes writes, and the connections to it. Safe for use by any number of threads.
final class RedisNode implements AutoCloseable {
    private final List<SharedConnection> connections;

    /// Begins to connect, and returns.
    RedisNode(Supplier<Link> connector, RedisSettings settings) {
        connections = IntStream.range(0, settings.connections())
                .mapToObj(_ -> new SharedConnection(connector, settings.queue()))
                .toList();
    }

    /// One of the connections, if possible one that is up.
    ///
    /// @param number chooses among them
    SharedConnection choose(int number) {
        for (int i = 0; i < connections.size(); i++) {
            SharedConnection connection = connections.get(Math.floorMod(number + i, connections.size()));
            if (connection.isOpen()) {
                return connection;
            }
        }
        return connections.getFirst();
    }

    /// Waits until all connections were tried once.
    ///
    /// @param deadlineNanos by [System#nanoTime]
    void awaitFirstTry(long deadlineNanos) throws InterruptedException {
        for (SharedConnection connection : connections) {
            connection.awaitFirstTry(deadlineNanos);
        }
    }

    List<SharedConnection> connections() {
        return connections;
    }

    boolean isOpen() {
        return connections.stream().anyMatch(SharedConnection::isOpen);
    }

    @Override
    public void close() {
        connections.forEach(SharedConnection::close);
    }
}
