package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTTP/1.1 whose connections and chunked bodies cannot fill the memory.
///
/// Connections are bounded, and watched so that a client can neither keep one by sending or taking a byte now and then
/// nor be cut off while the server works for it: see [ConnectionBounds] and [ConnectionWatch].
///
/// Helidon buffers a chunk as a whole and reads the line with its size without a bound, so that one anonymous request
/// with a chunk of some hundred megabytes would be the end of the process. Here a chunk and its line have a bound. Also,
/// whatever the first line is, it is answered instead of being hung up on.
final class BoundedHttp1 implements ServerConnectionSelector {
    /// Clients and proxies send chunks of 4 to 64 KB.
    static final int MAX_CHUNK = 256 * 1024;

    private static final int MAX_CHUNK_LINE = 256;
    private static final int MAX_TRAILERS = 32;

    /// A size and extensions, which mean nothing to us (RFC 9112, 7.1.1).
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(?:;.*)?");

    private final Http1ConnectionSelector http1;
    private final ConnectionBounds bounds;
    private final Drain drain;
    private final Supplier<String> requestIds;
    private final Duration requestTime;
    private final Duration stuck;
    private final LongSupplier nanoTime;

    /// @param bounds      of the connections; kept up to date here
    /// @param drain       of the server, that ends connections
    /// @param requestTime how long a client may let us wait in a request, and a second more for each KB of it
    /// @param stuck       a client that we have been waiting for so long is given up
    BoundedHttp1(
            Http1Config.Builder config,
            ConnectionBounds bounds,
            Drain drain,
            Supplier<String> requestIds,
            Duration requestTime,
            Duration stuck,
            LongSupplier nanoTime) {
        this.http1 = Http1ConnectionSelector.builder()
                // Not the copy of a config that was built, which would keep the listeners it was built with.
                .config(config.addSendListener(new Answers()).build())
                .build();
        this.bounds = bounds;
        this.drain = drain;
        this.requestIds = requestIds;
        this.requestTime = requestTime;
        this.stuck = stuck;
        this.nanoTime = nanoTime;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ConnectionWatch watch = new ConnectionWatch(nanoTime, requestTime);
        return new CountedConnection(
                http1.connection(new BoundedContext(
                        context,
                        new BoundedReader(context.dataReader(), watch),
                        new WatchedWriter(context.dataWriter(), watch),
                        watch)),
                Clients.addressOf(context.remotePeer()),
                watch,
                bounds,
                drain,
                context.dataWriter(),
                requestIds,
                stuck);
    }

    /// Tells the watch of a connection that a request has its answer.
    private static final class Answers implements Http1ConnectionListener {

        @Override
        public void status(ConnectionContext context, Status status) {
            if (context instanceof BoundedContext bounded) {
                bounded.watch().answered();
            }
        }
    }

    private record WatchedWriter(DataWriter writer, ConnectionWatch watch) implements DataWriter {

        private void watched(Runnable writing) {
            watch.writing();
            try {
                writing.run();
            } finally {
                watch.working();
            }
        }

        @Override
        public void write(BufferData... buffers) {
            watched(() -> writer.write(buffers));
        }

        @Override
        public void write(BufferData buffer) {
            watched(() -> writer.write(buffer));
        }

        @Override
        public void writeNow(BufferData... buffers) {
            watched(() -> writer.writeNow(buffers));
        }

        @Override
        public void writeNow(BufferData buffer) {
            watched(() -> writer.writeNow(buffer));
        }

        @Override
        public void flush() {
            watched(writer::flush);
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    /// Reads through the connection's own reader. What HTTP/1.1 asks of a reader by line without a bound is a chunk's
    /// size or the end of the chunks.
    private static final class BoundedReader extends DataReader {
        private boolean lastChunkSeen;

        /// The constructor is to go in a later Helidon; docs/decisions/0005 says what to do then.
        @SuppressWarnings("removal")
        private BoundedReader(DataReader source, ConnectionWatch watch) {
            super(() -> {
                BufferData data = next(source, watch);
                byte[] bytes = new byte[data.available()];
                data.read(bytes);
                watch.received(bytes.length);
                return bytes;
            });
        }

        private static BufferData next(DataReader source, ConnectionWatch watch) {
            watch.reading();
            try {
                return source.readBuffer();
            } finally {
                watch.working();
            }
        }

        /// The size of the next chunk in its shortest notation; after that of the last chunk, the end of the body, for
        /// which trailers are read away.
        @Override
        public String readLine() {
            if (lastChunkSeen) {
                lastChunkSeen = false;
                skipTrailers();
                return "";
            }
            Matcher line = CHUNK_SIZE.matcher(boundedLine());
            if (!line.matches()) {
                throw refused(Status.BAD_REQUEST_400, "Chunk size is invalid");
            }
            long size = Long.parseLong(line.group(1), 16);
            if (size > MAX_CHUNK) {
                throw refused(Status.REQUEST_ENTITY_TOO_LARGE_413, "Chunk too large");
            }
            lastChunkSeen = size == 0;
            return Long.toHexString(size);
        }

        private void skipTrailers() {
            for (int i = 0; i < MAX_TRAILERS; i++) {
                if (boundedLine().isEmpty()) {
                    return;
                }
            }
            throw refused(Status.BAD_REQUEST_400, "Too many trailers");
        }

        private String boundedLine() {
            int end;
            try {
                end = findNewLine(MAX_CHUNK_LINE);
            } catch (IncorrectNewLineException e) {
                throw refused(Status.BAD_REQUEST_400, "Line end is invalid");
            }
            if (end == MAX_CHUNK_LINE) {
                throw refused(Status.BAD_REQUEST_400, "Chunk line too long");
            }
            String line = readAsciiString(end);
            skip(2);
            return line;
        }

        private static RequestException refused(Status status, String message) {
            return RequestException.builder()
                    .type(EventType.BAD_REQUEST)
                    .status(status)
                    .setKeepAlive(false)
                    .message(message)
                    .build();
        }
    }

    private record BoundedContext(
            ConnectionContext connection, DataReader dataReader, DataWriter dataWriter, ConnectionWatch watch)
            implements ConnectionContext {

        @Override
        public ListenerContext listenerContext() {
            return connection.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return connection.executor();
        }

        @Override
        public Router router() {
            return connection.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return connection.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return connection.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return connection.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return connection.localPeer();
        }

        @Override
        public boolean isSecure() {
            return connection.isSecure();
        }

        @Override
        public String socketId() {
            return connection.socketId();
        }

        @Override
        public String childSocketId() {
            return connection.childSocketId();
        }
    }
}
