package io.tollgate.server.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// A connection that counts among the open ones for as long as it is handled.
record CountedConnection(ServerConnection connection, AtomicInteger open) implements ServerConnection {

    @Override
    public void handle(Limit limit) throws InterruptedException {
        open.incrementAndGet();
        try {
            connection.handle(limit);
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public Duration idleTime() {
        return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        connection.close(interrupt);
    }
}
