package io.tollgate.lab.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One person or machine at an address of its own, with as many connections as it has requests under way. Connections
/// are kept alive; nothing is retried, for a request that failed is a finding. Thread-safe.
public final class Client implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /// Servers end idle connections, and one that is being ended cannot be told from one that failed.
    private static final Duration IDLE = Duration.ofSeconds(25);
    private static final int ANY_PORT = 0;

    private final InetSocketAddress server;
    private final @Nullable InetSocketAddress local;
    private final @Nullable SSLContext tls;
    private final String common;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Deque<Connection> idle = new ArrayDeque<>();

    /// @param trust  whom an `https` server must be vouched for by
    /// @param source where it comes from; empty for the address of this machine
    /// @param headers further header lines of each request, each with its line end
    Client(URI server, Trust trust, Optional<InetAddress> source, String headers) {
        this.server = new InetSocketAddress(server.getHost(), port(server));
        this.tls = isSecure(server) ? trust.context() : null;
        this.local = source.map(address -> new InetSocketAddress(address, ANY_PORT)).orElse(null);
        this.common = "Host: " + server.getAuthority() + "\r\nUser-Agent: Mozilla/5.0 (tollgate-lab)\r\n" + headers;
    }

    private static int port(URI server) {
        return server.getPort() >= 0 ? server.getPort() : isSecure(server) ? 443 : 80;
    }

    private static boolean isSecure(URI server) {
        return "https".equals(server.getScheme());
    }

    /// Sends a request and waits for the whole answer.
    public Response send(Request request) throws IOException {
        underWay.incrementAndGet();
        try {
            Connection connection = borrow();
            boolean whole = false;
            try {
                Response response = connection.exchange(
                        request.bytes(common), request.method().equals("HEAD"), request.keepBody());
                whole = true;
                return response;
            } finally {
                giveBack(connection, whole);
            }
        } finally {
            underWay.decrementAndGet();
        }
    }

    /// Requests that wait for an answer.
    public int underWay() {
        return underWay.get();
    }

    private Connection borrow() throws IOException {
        long now = System.nanoTime();
        for (Connection connection = poll(); connection != null; connection = poll()) {
            if (connection.isReusable(now, IDLE)) {
                return connection;
            }
            connection.close();
        }
        return Connection.open(server, local, tls, TIMEOUT);
    }

    private @Nullable Connection poll() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    private void giveBack(Connection connection, boolean whole) throws IOException {
        if (!whole || !connection.isReusable(System.nanoTime(), IDLE)) {
            connection.close();
            return;
        }
        synchronized (idle) {
            idle.addFirst(connection);
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection = poll(); connection != null; connection = poll()) {
            connection.close();
        }
    }
}
