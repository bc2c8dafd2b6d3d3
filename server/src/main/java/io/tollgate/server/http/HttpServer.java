package io.tollgate.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.tollgate.guard.address.TrustedProxies;
import io.tollgate.server.tls.TlsEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/// Listens, hands requests to endpoints and closes. One virtual thread per connection, plain blocking code.
public final class HttpServer implements AutoCloseable {
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration IDLE_CHECK = Duration.ofSeconds(5);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final String host;
    private final int port;
    private final Drain drain;
    private final LastConnection last;
    private final WebServer server;
    /// What the name of the host meant at the start; it may mean nothing any more at the end.
    private volatile InetAddress address = InetAddress.getLoopbackAddress();

    /// Has the HTTP library look for its parts on the class path, which it does once in a process and which takes a tenth of a second.
    /// A server that is made meanwhile waits for it.
    public static void prepare() {
        GlobalServiceRegistry.registry();
    }

    /// @param tls         what is spoken on the port; empty for HTTP in the clear
    /// @param bounds      how many connections there may be
    /// @param requestTime how long a client may let us wait in a request, and a second more for each KB of it
    public HttpServer(
            String host,
            int port,
            Optional<TlsEndpoint> tls,
            ConnectionBounds bounds,
            Duration requestTime,
            LongSupplier nanoTime,
            TrustedProxies proxies,
            Authenticator authenticator,
            RequestGuard guard,
            RequestObserver observer,
            Drain drain,
            List<Endpoint> endpoints) {
        this.host = host;
        this.port = port;
        this.drain = drain;
        this.last = new LastConnection(drain);
        RequestIds requestIds = new RequestIds(ThreadLocalRandom::current);
        ProblemWriter problems = new ProblemWriter(requestIds);
        Dispatcher dispatcher = new Dispatcher(
                guard, new Gate(authenticator), new Clients(proxies), requestIds, problems, observer, drain);
        Http1Config.Builder http1 = Http1Config.builder()
                .maxPrologueLength(MAX_REQUEST_LINE)
                .maxHeadersSize(MAX_HEADERS)
                .sendKeepAliveHeader(false);
        this.server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(STOP_GRACE)
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(IDLE_CHECK)
                // A blocking socket: only there does a read time out, without which a body that stalls holds its
                // connection for ever.
                .useNio(false)
                .connectionOptions(SocketOptions.builder()
                        .readTimeout(IDLE)
                        .tcpNoDelay(true)
                        .socketReceiveBufferSize(32 * 1024)
                        .build())
                // No other protocol: with one selector a connection is handed over when it is accepted, and not only
                // when its client has sent something.
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new BoundedHttp1(
                        http1, tls, bounds, drain, last, requestIds::next, requestTime, IDLE, nanoTime))
                .directHandlers(problems.directHandlers())
                // Gives our handlers the message, by which they tell too large headers from broken ones. It is not sent.
                .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                .routing(routing -> dispatcher.route(routing, endpoints))
                .build();
    }

    /// @throws UncheckedIOException when the address cannot be listened on
    public HttpServer start() {
        address = freeAddress();
        server.start();
        if (!server.isRunning()) {
            throw new IllegalStateException("the server does not listen on " + host + ":" + port);
        }
        return this;
    }

    /// Looks whether the address can be listened on. Helidon only logs a listener that cannot be opened, and goes on without it.
    ///
    /// @throws UncheckedIOException when it cannot, saying why
    public void probe() {
        freeAddress();
    }

    private InetAddress freeAddress() {
        // Only bound: whoever connected in this moment to one that listens would be hung up on.
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return socket.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
        }
    }

    public int port() {
        return server.port();
    }

    /// Stops listening, lets running requests finish and closes.
    @Override
    public void close() {
        // Before the end: the moment of whoever is accepted after that begins at once.
        if (drain.hasMoment() && server.isRunning()) {
            last.open(address, port());
        }
        drain.end();
        server.stop();
        last.close();
    }
}
