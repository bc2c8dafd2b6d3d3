package io.tollgate.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.tollgate.server.identity.Caller;
import java.net.URI;
import java.util.Optional;

/// Decides who the caller of an endpoint is and whether he may call it.
final class Gate {
    private static final String BEARER = "Bearer ";
    private static final HeaderName X_TOLLGATE = HeaderNames.create("X-Tollgate");

    private final Authenticator authenticator;

    Gate(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /// Whether a request has anything by which its sender could be recognised.
    static boolean carriesProof(ServerRequest request) {
        return request.headers().contains(HeaderNames.AUTHORIZATION) || request.headers().contains(HeaderNames.COOKIE);
    }

    /// @return the caller; empty where nobody need be signed in, unless the endpoint wants to know
    /// @throws ProblemException `invalid_token` without a valid token
    Optional<Caller> recognise(ServerRequest request, Access access) {
        return switch (access) {
            case Access.Public() -> Optional.empty();
            case Access.Recognised() -> byToken(request);
            case Access.SignedIn _ -> required(byToken(request));
            case Access.Staff _ -> required(byToken(request).or(() -> byCookie(request)));
        };
    }

    private static Optional<Caller> required(Optional<Caller> caller) {
        if (caller.isEmpty()) {
            throw ProblemException.of(ErrorCode.INVALID_TOKEN);
        }
        return caller;
    }

    /// Whether the caller's role is large enough.
    static boolean hasRole(Optional<Caller> caller, Access access) {
        return access.requiredRole()
                .filter(role -> caller.filter(c -> c.role().includes(role)).isEmpty())
                .isEmpty();
    }

    private Optional<Caller> byToken(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .flatMap(header -> authenticator.byToken(header.substring(BEARER.length()).strip()));
    }

    private Optional<Caller> byCookie(ServerRequest request) {
        return request.headers()
                .cookies()
                .first(DashboardCookie.NAME)
                .asOptional()
                .filter(cookie -> isOwnPage(request))
                .flatMap(authenticator::byDashboardCookie);
    }

    /// A browser sends the cookie along with requests that another site's page makes. Such a page can neither add the
    /// header without a preflight that we do not answer, nor forge Origin.
    private static boolean isOwnPage(ServerRequest request) {
        Method method = request.prologue().method();
        if (method == Method.GET || method == Method.HEAD) {
            return true;
        }
        boolean marked = request.headers().first(X_TOLLGATE).filter("dashboard"::equals).isPresent();
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
        return marked && origin.filter(text -> isOrigin(text, request)).isPresent();
    }

    private static boolean isOrigin(String origin, ServerRequest request) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        try {
            return host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
