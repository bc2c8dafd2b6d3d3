package io.tollgate.server.forward;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ForwardedRequest;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Answers proxies that ask before they pass a request on: 200 with who sends it, or the refusal.
///
/// Only trusted proxies are answered, for anybody else could ask in another's name.
public final class ForwardAuthEndpoints {
    static final String PATH = "/api/guard/check";

    private static final HeaderName USER = HeaderNames.create("X-Tollgate-User");
    private static final HeaderName ROLE = HeaderNames.create("X-Tollgate-Role");
    private static final HeaderName SESSION = HeaderNames.create("X-Tollgate-Session");
    private static final int FORBIDDEN = 403;

    public List<Endpoint> endpoints() {
        Stream<Endpoint> byHeaders =
                Stream.of(Method.GET, Method.POST).map(method -> endpoint(method, PATH, ForwardAuthEndpoints::checkHeaders));
        // Envoy uses the method of the request itself and appends its path to ours.
        Stream<Endpoint> bySuffix = Stream.of(
                        Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.PATCH, Method.DELETE, Method.OPTIONS)
                .map(method -> endpoint(method, PATH + "/" + Endpoint.REST, ForwardAuthEndpoints::checkSuffix));
        return Stream.concat(byHeaders, bySuffix).toList();
    }

    private static Endpoint endpoint(Method method, String path, Consumer<Call> handler) {
        return Endpoint.of(method, path, Access.recognised(), handler).charging(Charge.FORWARDED);
    }

    private static void checkHeaders(Call call) {
        requireProxy(call);
        check(ForwardedRequest.ofHeaders(call), call);
    }

    private static void checkSuffix(Call call) {
        requireProxy(call);
        check(ForwardedRequest.ofSuffix(call, PATH), call);
    }

    private static void requireProxy(Call call) {
        if (!call.isFromProxy()) {
            call.charge(Charge.DEFAULT);
            throw ProblemException.of(ErrorCode.FORBIDDEN);
        }
        if (!call.isForwarded()) {
            throw ProblemException.invalid(
                    "X-Forwarded-For", "missing", "The proxy must send the header X-Forwarded-For.");
        }
    }

    private static void check(ForwardedRequest forwarded, Call call) {
        boolean only403 = call.query().text("deny").filter("403"::equals).isPresent();
        try {
            call.admitForwarded(forwarded);
        } catch (ProblemException e) {
            throw only403 ? e.withStatus(FORBIDDEN) : e;
        }
        Optional<Caller> caller = call.callerIfAny();
        caller.ifPresent(who -> call.setHeader(USER, who.userId())
                .setHeader(ROLE, who.role().text())
                .setHeader(SESSION, who.sessionId()));
        call.reply(200);
    }
}
