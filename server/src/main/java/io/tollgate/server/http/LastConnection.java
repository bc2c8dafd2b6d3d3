package io.tollgate.server.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A connection that a server which is about to stop makes to itself, for the sake of strangers' that it accepts in the
/// same instant.
///
/// Helidon closes its listener and then interrupts the thread that accepts. Where no connection is open nothing lies
/// between the two, and a connection that was just being accepted is lost: the JDK's `accept` throws when it is
/// interrupted and forgets the socket, whose client waits for ever; or the executor refuses it. While this connection is
/// open, Helidon waits for it between the two, as it does for any other: until the moment of the [Drain] is over.
final class LastConnection implements ServerConnection, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LastConnection.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Drain drain;
    private final Socket socket = new Socket();
    private final CountDownLatch accepted = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile SocketAddress self;

    LastConnection(Drain drain) {
        this.drain = drain;
    }

    /// Connects, and returns when the server has accepted. All who connected before have been accepted then, too.
    /// Where it does not work this only says so: the server stops as well without.
    void open(InetAddress host, int port) {
        try {
            InetAddress there = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
            socket.bind(new InetSocketAddress(there, 0));
            self = socket.getLocalSocketAddress();
            socket.connect(new InetSocketAddress(there, port), Math.toIntExact(PATIENCE.toMillis()));
            if (!accepted.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "the server has not accepted for a second; it stops all the same");
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the server cannot reach itself; it stops all the same", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether this is the one with that address at its other end.
    boolean isFrom(SocketAddress client) {
        return client.equals(self);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        accepted.countDown();
        over.await();
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        if (!interrupt) {
            drain.awaitLastRequests();
        }
        over.countDown();
    }

    @Override
    public void close() {
        over.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the server's connection to itself could not be closed", e);
        }
    }
}
