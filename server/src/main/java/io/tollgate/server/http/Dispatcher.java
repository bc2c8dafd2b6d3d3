package io.tollgate.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.identity.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

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
    private final RequestObserver observer;
    private final Drain drain;

    Dispatcher(
            RequestGuard guard,
            Gate gate,
            Clients clients,
            RequestIds requestIds,
            ProblemWriter problems,
            RequestObserver observer,
            Drain drain) {
        this.guard = guard;
        this.gate = gate;
        this.clients = clients;
        this.requestIds = requestIds;
        this.problems = problems;
        this.observer = observer;
        this.drain = drain;
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
        RequestObserver.Answers toRouted = observer.of(routed);
        RequestObserver.Answers toUnmatched = observer.of(NOT_FOUND);
        return (request, response) -> {
            long began = System.nanoTime();
            // What follows our part of a path is another application's, which may like other notations.
            boolean canonical = routed.takesRest() || CanonicalPath.is(request.prologue().uriPath().rawPath());
            answer(
                    new Exchange(
                            request,
                            response,
                            requestIds.next(),
                            clients.isSecure(request),
                            canonical ? toRouted : toUnmatched,
                            began),
                    canonical ? routed : NOT_FOUND);
        };
    }

    /// What every answer has, and what becomes of every failure.
    private void answer(Exchange exchange, Endpoint endpoint) {
        ServerResponse response = exchange.response();
        response.headers().set(HeaderValues.create(RequestIds.HEADER, exchange.requestId()));
        SecurityHeaders.addTo(response.headers(), exchange.secure());
        if (drain.hasBegun()) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
        }
        try {
            handle(exchange, endpoint);
            exchange.answered();
        } catch (RuntimeException e) {
            observe(e);
            problems.write(exchange, e);
        } finally {
            exchange.ended();
        }
        if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            // Helidon says that it closes and then waits for the client to do so, who may be waiting for us.
            throw new CloseConnectionException("the answer said so");
        }
    }

    private void handle(Exchange exchange, Endpoint endpoint) {
        ClientAddress client = clients.addressOf(exchange.request());
        observer.arrived(client);
        if (endpoint.charge() == Charge.NONE) {
            endpoint.handler().accept(call(exchange, client, Optional.empty(), endpoint));
            return;
        }
        guard.arrive(client, Gate.carriesProof(exchange.request()));
        Recognition recognition = gate.recognise(exchange.request(), endpoint.access());
        if (Gate.isSearch(recognition, endpoint.access())) {
            guard.noteForeignProof(client);
        }
        Call call = call(exchange, client, recognition.who(), endpoint);
        if (Gate.lacksCaller(recognition, endpoint.access())) {
            guard.refusedToken(endpoint, recognition, call);
            throw ProblemException.of(ErrorCode.INVALID_TOKEN);
        }
        guard.admit(endpoint, call);
        if (!Gate.hasRole(call.callerIfAny(), endpoint.access())) {
            guard.refusedRole(endpoint, call);
            throw ProblemException.of(ErrorCode.FORBIDDEN);
        }
        endpoint.handler().accept(call);
    }

    private void observe(RuntimeException failure) {
        if (failure instanceof ProblemException problem) {
            switch (problem.code()) {
                case RATE_LIMITED -> observer.limited(problem.explanation().map(ProblemException.Explanation::rule).orElse("other"));
                case IP_BANNED -> observer.banned();
                default -> {}
            }
        }
    }

    private Call call(Exchange exchange, ClientAddress client, Optional<Caller> caller, Endpoint endpoint) {
        return new Call(exchange, clients, client, caller, guard, call -> {
            Recognition now = gate.recognise(exchange.request(), endpoint.access());
            if (Gate.lacksCaller(now, endpoint.access())) {
                throw ProblemException.of(ErrorCode.INVALID_TOKEN);
            }
            if (!Gate.hasRole(now.who(), endpoint.access())) {
                throw ProblemException.of(ErrorCode.FORBIDDEN);
            }
            // It was counted when it came.
            guard.admit(endpoint.charging(Charge.UNLIMITED), call);
        });
    }

    private Handler notAllowed(String allowed) {
        return handler(Endpoint.unmatched(call -> {
            call.setHeader(HeaderNames.ALLOW, allowed);
            throw ProblemException.of(ErrorCode.METHOD_NOT_ALLOWED);
        }));
    }
}
