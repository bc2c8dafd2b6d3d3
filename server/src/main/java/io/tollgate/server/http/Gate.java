package io.tollgate.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.tollgate.server.identity.Caller;
import java.net.URI;
import java.util.Optional;

/// Tells who the caller of an endpoint is and whether they may call it.
final class Gate {
    private static final String BEARER = "Bearer ";
    private static final HeaderName X_TOLLGATE = HeaderNames.create("X-Tollgate");

    private static final Recognition ABSENT = new Recognition.Absent();

    private final Authenticator authenticator;

    Gate(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /// Whether a request has anything by which its sender could be recognised.
    static boolean carriesProof(ServerRequest request) {
        return request.headers().contains(HeaderNames.AUTHORIZATION) || request.headers().contains(HeaderNames.COOKIE);
    }

    /// Looks at what an endpoint of this access accepts as proof, and at nothing else.
    Recognition recognise(ServerRequest request, Access access) {
        return switch (access) {
            case Access.Public() -> ABSENT;
            case Access.Recognised(), Access.SignedIn _ -> byToken(request);
            case Access.Staff _ -> byTokenOrCookie(request);
        };
    }

    /// Whether an endpoint needs somebody signed in, and there is nobody.
    static boolean lacksCaller(Recognition recognition, Access access) {
        return access.requiredRole().isPresent() && recognition.who().isEmpty();
    }

    /// Whether somebody tries what we might take for a proof. Where nobody need be signed in, the token of another
    /// application is no such try.
    static boolean isSearch(Recognition recognition, Access access) {
        return recognition instanceof Recognition.Foreign(boolean forged)
                && (forged || access.requiredRole().isPresent());
    }

    /// Whether the caller's role is large enough.
    static boolean hasRole(Optional<Caller> caller, Access access) {
        return access.requiredRole()
                .filter(role -> caller.filter(c -> c.role().includes(role)).isEmpty())
                .isEmpty();
    }

    private Recognition byTokenOrCookie(ServerRequest request) {
        Recognition token = byToken(request);
        if (token instanceof Recognition.Known) {
            return token;
        }
        Recognition cookie = byCookie(request);
        return cookie instanceof Recognition.Known || token instanceof Recognition.Absent ? cookie : token;
    }

    private Recognition byToken(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> authenticator.byToken(header.substring(BEARER.length()).strip()))
                .orElse(ABSENT);
    }

    private Recognition byCookie(ServerRequest request) {
        return request.headers()
                .cookies()
                .first(DashboardCookie.NAME)
                .asOptional()
                .filter(cookie -> isOwnPage(request))
                .map(authenticator::byDashboardCookie)
                .orElse(ABSENT);
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
