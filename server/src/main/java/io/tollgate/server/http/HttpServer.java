package io.tollgate.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.address.TrustedProxies;
import io.tollgate.server.identity.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Listens, routes to endpoints and closes. One virtual thread per connection, plain blocking code.
public final class HttpServer implements AutoCloseable {
    private static final HeaderName X_FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final String host;
    private final int port;
    private final RequestGuard guard;
    private final Gate gate;
    private final TrustedProxies proxies;
    private final MissingProxyHint proxyHint = new MissingProxyHint();
    private final RequestIds requestIds;
    private final ProblemWriter problems;
    private final WebServer server;

    /// @param random thread-safe
    public HttpServer(
            String host,
            int port,
            TrustedProxies proxies,
            Authenticator authenticator,
            RequestGuard guard,
            RandomGenerator random,
            List<Endpoint> endpoints) {
        this.host = host;
        this.port = port;
        this.guard = guard;
        this.gate = new Gate(authenticator);
        this.proxies = proxies;
        this.requestIds = new RequestIds(random);
        this.problems = new ProblemWriter(requestIds);
        Http1Config http1 = Http1Config.builder()
                .maxPrologueLength(MAX_REQUEST_LINE)
                .maxHeadersSize(MAX_HEADERS)
                .sendKeepAliveHeader(false)
                .build();
        this.server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(STOP_GRACE)
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(IDLE.dividedBy(4))
                // A blocking socket: only there does a read time out, without which a body that stalls holds its
                // connection for ever.
                .useNio(false)
                .connectionOptions(SocketOptions.builder()
                        .readTimeout(IDLE)
                        .tcpNoDelay(true)
                        .socketReceiveBufferSize(32 * 1024)
                        .build())
                .addConnectionSelector(new BoundedHttp1(
                        Http1ConnectionSelector.builder().config(http1).build()))
                .addProtocol(http1)
                .directHandlers(problems.directHandlers())
                // Gives our handlers the message, by which they tell too large headers from broken ones. It is not sent.
                .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                .routing(routing -> route(routing, endpoints))
                .build();
    }

    private void route(HttpRouting.Builder routing, List<Endpoint> endpoints) {
        Map<String, TreeSet<String>> methods = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            methods.computeIfAbsent(endpoint.path(), path -> new TreeSet<>())
                    .add(endpoint.method().text());
            routing.route(endpoint.method(), endpoint.path(), handler(endpoint));
        }
        methods.forEach((path, allowed) -> routing.any(path, notAllowed(String.join(", ", allowed))));
        routing.any(unmatched(call -> {
            throw ProblemException.of(ErrorCode.NOT_FOUND);
        }));
    }

    private Handler handler(Endpoint endpoint) {
        return answering((request, response, requestId) -> {
            ClientAddress client = clientOf(request);
            if (endpoint.charge() == Charge.NONE) {
                endpoint.handler().accept(call(request, response, requestId, client, Optional.empty()));
                return;
            }
            guard.arrive(client, Gate.carriesProof(request));
            Call call;
            try {
                Optional<Caller> caller = gate.recognise(request, endpoint.access());
                call = call(request, response, requestId, client, caller);
            } catch (ProblemException e) {
                if (e.code() == ErrorCode.INVALID_TOKEN) {
                    guard.refusedToken(
                            endpoint, call(request, response, requestId, client, Optional.empty()));
                }
                throw e;
            }
            guard.admit(endpoint, call);
            Gate.requireRole(call.callerIfAny(), endpoint.access());
            endpoint.handler().accept(call);
        });
    }

    private Call call(
            ServerRequest request,
            ServerResponse response,
            String requestId,
            ClientAddress client,
            Optional<Caller> caller) {
        return new Call(request, response, requestId, client, isSecure(request), caller, guard);
    }

    /// What no endpoint answers is counted like one, so that looking for holes is not free.
    private Handler unmatched(Consumer<Call> handler) {
        return handler(Endpoint.get("unmatched", Access.everyone(), handler));
    }

    private Handler notAllowed(String allowed) {
        return unmatched(call -> {
            call.setHeader(HeaderNames.ALLOW, allowed);
            throw ProblemException.of(ErrorCode.METHOD_NOT_ALLOWED);
        });
    }

    private interface Step {
        void run(ServerRequest request, ServerResponse response, String requestId);
    }

    /// What every answer has, and what becomes of every failure.
    private Handler answering(Step step) {
        return (request, response) -> {
            String requestId = requestIds.next();
            response.headers().set(HeaderValues.create(RequestIds.HEADER, requestId));
            SecurityHeaders.addTo(response.headers(), isSecure(request));
            try {
                if (!CanonicalPath.is(request.prologue().uriPath().rawPath())) {
                    throw ProblemException.of(ErrorCode.NOT_FOUND);
                }
                step.run(request, response, requestId);
            } catch (RuntimeException e) {
                problems.write(request, response, requestId, e);
            }
            if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
                // Helidon says that it closes and then waits for the client to do so, who may be waiting for us.
                throw new CloseConnectionException("the answer said so");
            }
        };
    }

    private static ClientAddress peerOf(ServerRequest request) {
        return ClientAddress.of(((InetSocketAddress) request.remotePeer().address()).getAddress());
    }

    /// Whether the client speaks TLS, to us or to a trusted proxy.
    private boolean isSecure(ServerRequest request) {
        return request.isSecure()
                || request.headers().first(X_FORWARDED_PROTO).filter("https"::equalsIgnoreCase).isPresent()
                        && proxies.trusts(peerOf(request));
    }

    private ClientAddress clientOf(ServerRequest request) {
        ClientAddress peer = peerOf(request);
        boolean forwarded = request.headers().contains(HeaderNames.X_FORWARDED_FOR)
                || request.headers().contains(HeaderNames.FORWARDED);
        boolean believed = forwarded && proxies.trusts(peer);
        proxyHint.note(peer, forwarded && !believed);
        return believed
                ? proxies.resolve(
                        peer,
                        request.headers().values(HeaderNames.X_FORWARDED_FOR),
                        request.headers().values(HeaderNames.FORWARDED))
                : peer;
    }

    /// @throws UncheckedIOException when the address cannot be listened on
    public HttpServer start() {
        probe();
        server.start();
        if (!server.isRunning()) {
            throw new IllegalStateException("the server does not listen on " + host + ":" + port);
        }
        return this;
    }

    /// Helidon only logs a listener that cannot be opened, and goes on without it; this says why.
    private void probe() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
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
        server.stop();
    }
}
