package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.tollgate.server.tls.TlsEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// HTTP/1.1 whose connections and chunked bodies cannot fill the memory.
///
/// Connections are bounded, and watched so that a client can neither keep one by sending or taking a byte now and then
/// nor be cut off while the server works for it: see [ConnectionBounds] and [ConnectionWatch].
///
/// Helidon buffers a chunk as a whole and reads the line with its size without a bound, so that one anonymous request
/// with a chunk of some hundred megabytes would be the end of the process. Here a chunk and its line have a bound. Also,
/// whatever the first line is, it is answered instead of being hung up on.
///
/// TLS, where it is set, is put under all this: see [TlsConnection].
final class BoundedHttp1 implements ServerConnectionSelector {
    private final Http1ConnectionSelector http1;
    private final Optional<TlsEndpoint> tls;
    private final ConnectionBounds bounds;
    private final Drain drain;
    private final LastConnection last;
    private final Supplier<String> requestIds;
    private final Duration requestTime;
    private final Duration stuck;
    private final LongSupplier nanoTime;

    /// @param tls         what is spoken under it; empty for nothing
    /// @param bounds      of the connections; kept up to date here
    /// @param drain       of the server, that ends connections
    /// @param last        of the server to itself
    /// @param requestTime how long a client may let us wait in a request, and a second more for each KB of it
    /// @param stuck       a client that we have been waiting for so long is given up
    BoundedHttp1(
            Http1Config.Builder config,
            Optional<TlsEndpoint> tls,
            ConnectionBounds bounds,
            Drain drain,
            LastConnection last,
            Supplier<String> requestIds,
            Duration requestTime,
            Duration stuck,
            LongSupplier nanoTime) {
        this.http1 = Http1ConnectionSelector.builder()
                // Not the copy of a config that was built, which would keep the listeners it was built with.
                .config(config.addSendListener(new Answers()).build())
                .build();
        this.tls = tls;
        this.bounds = bounds;
        this.drain = drain;
        this.last = last;
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
        if (last.isFrom(context.remotePeer().address())) {
            return last;
        }
        ConnectionWatch watch = new ConnectionWatch(nanoTime, requestTime);
        return new CountedConnection(
                tls.<ServerConnection>map(endpoint -> new TlsConnection(context, endpoint, watch, http1::connection))
                        .orElseGet(() -> http1.connection(new BoundedContext(
                                context,
                                BoundedReader.plain(new WatchedReader(context.dataReader(), watch)),
                                new WatchedWriter(context.dataWriter(), watch),
                                watch,
                                false))),
                Clients.addressOf(context.remotePeer()),
                watch,
                bounds,
                drain,
                () -> refuse(context.dataWriter()),
                stuck);
    }

    /// In TLS nothing can be said without a handshake, which is what somebody who has no place must not cost.
    private void refuse(DataWriter writer) {
        if (tls.isEmpty()) {
            writer.writeNow(BufferData.create(Refusal.bytes(requestIds.get())));
        }
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
}
