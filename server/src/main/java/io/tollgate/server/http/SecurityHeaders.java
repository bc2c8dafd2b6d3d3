package io.tollgate.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import java.util.List;

/// Headers on every answer: nothing is cached, sniffed, framed or told to other sites unless an endpoint says otherwise.
final class SecurityHeaders {
    private static final List<Header> ALL = List.of(
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
            HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff"),
            HeaderValues.createCached(HeaderNames.create("X-Frame-Options"), "DENY"),
            HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer"),
            HeaderValues.createCached(HeaderNames.create("Cross-Origin-Resource-Policy"), "same-origin"),
            HeaderValues.createCached(
                    HeaderNames.create("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'"));
    private static final Header STRICT_TRANSPORT =
            HeaderValues.createCached(HeaderNames.create("Strict-Transport-Security"), "max-age=31536000");

    private SecurityHeaders() {}

    static void addTo(ServerResponseHeaders headers) {
        for (Header header : ALL) {
            headers.set(header);
        }
    }

    static void addTo(ServerResponseHeaders headers, boolean secure) {
        addTo(headers);
        if (secure) {
            headers.set(STRICT_TRANSPORT);
        }
    }
}
