package io.tollgate.server.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.tollgate.server.tls.TlsEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A connection that speaks TLS before anything else.
///
/// The handshake is part of the first request to the watch: whoever drips it is cut off like any slow sender, and whoever
/// never begins it is idle. That is why the server puts TLS on its lines itself instead of having Helidon do so, whose
/// connections are counted, bounded and ended only after their handshake.
final class TlsConnection implements ServerConnection {
    private static final int BUFFER = 8 * 1024;
    private static final List<String> PROTOCOLS = List.of("http/1.1");

    private final ConnectionContext context;
    private final TlsEndpoint endpoint;
    private final ConnectionWatch watch;
    private final TlsLine line;
    private final Function<ConnectionContext, ServerConnection> http;
    private volatile @Nullable Thread handling;
    private volatile @Nullable ServerConnection secured;
    private volatile boolean ended;

    /// @param context of the line
    /// @param watch   of what is read and written on the line
    /// @param http    what is spoken within
    TlsConnection(
            ConnectionContext context,
            TlsEndpoint endpoint,
            ConnectionWatch watch,
            Function<ConnectionContext, ServerConnection> http) {
        this.context = context;
        this.endpoint = endpoint;
        this.watch = watch;
        this.http = http;
        this.line = new TlsLine(
                new WatchedReader(context.dataReader(), watch),
                new WatchedWriter(context.dataWriter(), watch),
                context.remotePeer().address());
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        handling = Thread.currentThread();
        // Closing says goodbye, for without that nobody could tell the end of an answer from its being cut off.
        try (SSLSocket socket = endpoint.accept(line, PROTOCOLS)) {
            socket.startHandshake();
            ServerConnection connection = http.apply(secured(socket));
            secured = connection;
            if (!ended) {
                connection.handle(limit);
            }
        } catch (IOException | UncheckedIOException e) {
            throw gone(e);
        } finally {
            handling = null;
        }
    }

    private ConnectionContext secured(SSLSocket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new BoundedContext(
                context,
                BoundedReader.of(() -> next(in)),
                new SecuredWriter(socket.getOutputStream()),
                watch,
                true);
    }

    private byte @Nullable [] next(InputStream in) {
        byte[] buffer = new byte[BUFFER];
        try {
            int length = in.read(buffer);
            line.dataArrived();
            return length < 0 ? null : Arrays.copyOf(buffer, length);
        } catch (IOException | UncheckedIOException e) {
            throw gone(e);
        }
    }

    /// Whatever a client does wrong in TLS was told him in an alert and is of no interest to anybody else.
    private static CloseConnectionException gone(Exception failure) {
        return new ServerConnectionException("the line or TLS on it failed", failure);
    }

    @Override
    public Duration idleTime() {
        return watch.waiting();
    }

    @Override
    public void close(boolean interrupt) {
        ended = true;
        ServerConnection connection = secured;
        if (connection != null) {
            connection.close(interrupt);
        }
        Thread thread = handling;
        if (thread != null && (interrupt || connection == null)) {
            thread.interrupt();
        }
    }
}
