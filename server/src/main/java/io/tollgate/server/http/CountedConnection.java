package io.tollgate.server.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import io.tollgate.guard.address.ClientAddress;
import java.time.Duration;

/// A connection that counts among the open ones for as long as it is handled; where there is no place for it, it is
/// refused before anything is read.
final class CountedConnection implements ServerConnection {
    private final ServerConnection connection;
    private final ClientAddress client;
    private final ConnectionWatch watch;
    private final ConnectionBounds bounds;
    private final Drain drain;
    private final Runnable refusal;
    private final Duration stuck;

    /// @param client  who is at the other end, a proxy or not
    /// @param drain   of the server, that ends this connection
    /// @param refusal tells the client that there is no place
    /// @param stuck   a client that we have been waiting for so long is given up
    CountedConnection(
            ServerConnection connection,
            ClientAddress client,
            ConnectionWatch watch,
            ConnectionBounds bounds,
            Drain drain,
            Runnable refusal,
            Duration stuck) {
        this.connection = connection;
        this.client = client;
        this.watch = watch;
        this.bounds = bounds;
        this.drain = drain;
        this.refusal = refusal;
        this.stuck = stuck;
    }

    ClientAddress client() {
        return client;
    }

    ConnectionWatch watch() {
        return watch;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        if (!bounds.enter(this)) {
            refusal.run();
            return;
        }
        if (drain.isEnding()) {
            // It may have come after all others were told.
            Thread.ofVirtual().start(() -> close(false));
        }
        try {
            connection.handle(limit);
        } finally {
            bounds.leave(this);
        }
    }

    /// Ends the connection if it waits for its client.
    ///
    /// @return whether it did
    boolean giveUp() {
        boolean waited = watch.giveUp();
        if (waited) {
            // Wakes its thread from the wait and closes the socket.
            connection.close(true);
        }
        return waited;
    }

    /// How long we have been waiting for the client, also in the middle of a request or an answer; longer than it may be
    /// when the client is overdue with a request, for it may let us wait longer between two than in one.
    @Override
    public Duration idleTime() {
        return watch.isOverdue() ? stuck.plusSeconds(1) : watch.waiting();
    }

    /// Asked by Helidon, when the server stops and when this waits for too long. Helidon's own way would interrupt the thread
    /// while it reads the first line of a request, or just after.
    @Override
    public void close(boolean interrupt) {
        if (interrupt) {
            connection.close(true);
        }
        if (drain.isEnding()) {
            drain.awaitLastRequests();
            endBetweenRequests();
        } else if (idleTime().compareTo(stuck) > 0) {
            giveUp();
        }
    }

    private void endBetweenRequests() {
        if (watch.endBetweenRequests()) {
            connection.close(true);
        }
    }
}
