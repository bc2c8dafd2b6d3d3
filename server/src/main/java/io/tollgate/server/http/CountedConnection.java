package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import io.tollgate.guard.address.ClientAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// A connection that counts among the open ones for as long as it is handled; where there is no place for it, it is
/// answered 503 before anything is read.
final class CountedConnection implements ServerConnection {
    private static final String REFUSAL = """
            HTTP/1.1 503 Service Unavailable\r
            Content-Type: %s\r
            Content-Length: %d\r
            Retry-After: 2\r
            Connection: close\r
            Cache-Control: no-store\r
            X-Content-Type-Options: nosniff\r
            %s: %s\r
            \r
            """;

    private final ServerConnection connection;
    private final ClientAddress client;
    private final ConnectionWatch watch;
    private final ConnectionBounds bounds;
    private final Drain drain;
    private final DataWriter writer;
    private final Supplier<String> requestIds;
    private final Duration stuck;

    /// @param client     who is at the other end, a proxy or not
    /// @param drain      of the server, that ends this connection
    /// @param writer     the connection's own
    /// @param requestIds for answers to those who find no place
    /// @param stuck      a client that we have been waiting for so long is given up
    CountedConnection(
            ServerConnection connection,
            ClientAddress client,
            ConnectionWatch watch,
            ConnectionBounds bounds,
            Drain drain,
            DataWriter writer,
            Supplier<String> requestIds,
            Duration stuck) {
        this.connection = connection;
        this.client = client;
        this.watch = watch;
        this.bounds = bounds;
        this.drain = drain;
        this.writer = writer;
        this.requestIds = requestIds;
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
            writer.writeNow(BufferData.create(refusal(requestIds.get())));
            return;
        }
        try {
            connection.handle(limit);
        } finally {
            bounds.leave(this);
        }
    }

    private static byte[] refusal(String requestId) {
        ErrorCode code = ErrorCode.UNAVAILABLE;
        byte[] body = Problem.of(code, code.status(), requestId, List.of()).bytes();
        byte[] head = REFUSAL
                .formatted(Problem.CONTENT_TYPE, body.length, RequestIds.HEADER.defaultCase(), requestId)
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
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

    /// How long we have been waiting for the client, also in the middle of a request or an answer.
    @Override
    public Duration idleTime() {
        return watch.waiting();
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
        } else if (watch.waiting().compareTo(stuck) > 0) {
            giveUp();
        }
    }

    private void endBetweenRequests() {
        if (watch.endBetweenRequests()) {
            connection.close(true);
        }
    }
}
