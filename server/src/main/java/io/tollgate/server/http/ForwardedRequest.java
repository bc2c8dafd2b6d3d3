package io.tollgate.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Optional;

/// A request to another application, about which a proxy asks.
///
/// @param method as the client sent it, cut to what can be shown
/// @param path   likewise, without the query
public record ForwardedRequest(String method, String path) {
    private static final HeaderName X_FORWARDED_METHOD = HeaderNames.create("X-Forwarded-Method");
    private static final HeaderName X_FORWARDED_URI = HeaderNames.create("X-Forwarded-Uri");
    private static final int MAX_METHOD = 16;
    private static final int MAX_PATH = 256;

    /// The request that the headers of Traefik and Caddy tell of, which nginx can be made to send.
    ///
    /// @throws ProblemException `invalid_request` when they do not say which path
    public static ForwardedRequest ofHeaders(Call call) {
        String uri = call.header(X_FORWARDED_URI)
                .orElseThrow(() -> ProblemException.invalid(
                        "X-Forwarded-Uri", "missing", "The proxy must send the header X-Forwarded-Uri."));
        return of(call.header(X_FORWARDED_METHOD), uri, call);
    }

    /// The request whose method the proxy uses itself and whose path it appends to ours, as Envoy does.
    ///
    /// @param prefix what the path begins with that is not the other application's
    public static ForwardedRequest ofSuffix(Call call, String prefix) {
        return of(Optional.empty(), call.rawPath().substring(prefix.length()), call);
    }

    private static ForwardedRequest of(Optional<String> method, String uri, Call call) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return new ForwardedRequest(
                Texts.printable(method.orElseGet(call::method), MAX_METHOD), Texts.printable(path, MAX_PATH));
    }

    public boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
