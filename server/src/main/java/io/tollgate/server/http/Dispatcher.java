package io.tollgate.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.identity.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Takes a request through guard and gate to its endpoint, and sees to what every answer has. Thread-safe.
final class Dispatcher {
    private static final Endpoint NOT_FOUND = Endpoint.unmatched(call -> {
        throw ProblemException.of(ErrorCode.NOT_FOUND);
    });

    private final RequestGuard guard;
    private final Gate gate;
    private final Clients clients;
    private final RequestIds requestIds;
    private final ProblemWriter problems;

    Dispatcher(RequestGuard guard, Gate gate, Clients clients, RequestIds requestIds, ProblemWriter problems) {
        this.guard = guard;
        this.gate = gate;
        this.clients = clients;
        this.requestIds = requestIds;
        this.problems = problems;
    }

    /// Routes every endpoint, other methods of its path, and everything else.
    void route(HttpRouting.Builder routing, List<Endpoint> endpoints) {
        Map<String, TreeSet<String>> methods = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            methods.computeIfAbsent(endpoint.path(), path -> new TreeSet<>())
                    .add(endpoint.method().text());
            routing.route(endpoint.method(), endpoint.path(), handler(endpoint));
        }
        methods.forEach((path, allowed) -> routing.any(path, notAllowed(String.join(", ", allowed))));
        routing.any(handler(NOT_FOUND));
    }

    private Handler handler(Endpoint routed) {
        return answering(exchange -> {
            ServerRequest request = exchange.request();
            Endpoint endpoint =
                    CanonicalPath.is(request.prologue().uriPath().rawPath()) ? routed : NOT_FOUND;
            ClientAddress client = clients.addressOf(request);
            if (endpoint.charge() == Charge.NONE) {
                endpoint.handler().accept(call(exchange, client, Optional.empty()));
                return;
            }
            guard.arrive(client, Gate.carriesProof(request));
            Call call;
            try {
                call = call(exchange, client, gate.recognise(request, endpoint.access()));
            } catch (ProblemException e) {
                if (e.code() == ErrorCode.INVALID_TOKEN) {
                    guard.refusedToken(endpoint, call(exchange, client, Optional.empty()));
                }
                throw e;
            }
            guard.admit(endpoint, call);
            if (!Gate.hasRole(call.callerIfAny(), endpoint.access())) {
                guard.refusedRole(endpoint, call);
                throw ProblemException.of(ErrorCode.FORBIDDEN);
            }
            endpoint.handler().accept(call);
        });
    }

    private Call call(Exchange exchange, ClientAddress client, Optional<Caller> caller) {
        return new Call(
                exchange.request(),
                exchange.response(),
                exchange.requestId(),
                client,
                exchange.secure(),
                caller,
                guard);
    }

    private Handler notAllowed(String allowed) {
        return handler(Endpoint.unmatched(call -> {
            call.setHeader(HeaderNames.ALLOW, allowed);
            throw ProblemException.of(ErrorCode.METHOD_NOT_ALLOWED);
        }));
    }

    /// A request that has an id, and the answer it will get.
    ///
    /// @param secure whether the client speaks TLS
    private record Exchange(ServerRequest request, ServerResponse response, String requestId, boolean secure) {}

    /// What every answer has, and what becomes of every failure.
    private Handler answering(Consumer<Exchange> step) {
        return (request, response) -> {
            String requestId = requestIds.next();
            response.headers().set(HeaderValues.create(RequestIds.HEADER, requestId));
            boolean secure = clients.isSecure(request);
            SecurityHeaders.addTo(response.headers(), secure);
            try {
                step.accept(new Exchange(request, response, requestId, secure));
            } catch (RuntimeException e) {
                problems.write(request, response, requestId, e);
            }
            if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
                // Helidon says that it closes and then waits for the client to do so, who may be waiting for us.
                throw new CloseConnectionException("the answer said so");
            }
        };
    }
}
