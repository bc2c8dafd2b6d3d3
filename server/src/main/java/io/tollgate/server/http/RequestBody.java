package io.tollgate.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.regex.Pattern;

/// Reading small bodies, and getting rid of bodies nobody wants.
final class RequestBody {
    /// Far above any sensible JSON request, far below what would hurt.
    static final int MAX_JSON = 64 * 1024;

    /// Parameters other than the charset mean nothing for JSON.
    private static final Pattern JSON_UTF8 = Pattern.compile(
            "application/json(?:\\s*;\\s*+(?:charset\\s*=\\s*\"?utf-?8\"?|(?!charset)[^;]*))*",
            Pattern.CASE_INSENSITIVE);
    private static final Duration LINGER = Duration.ofSeconds(4);

    private RequestBody() {}

    static byte[] readJson(ServerRequest request) {
        requireJson(request);
        if (request.headers().contentLength().orElse(0) > MAX_JSON) {
            throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
        }
        try {
            // Not closed, for that would read the rest of a body that was refused, however long it is.
            byte[] bytes = request.content().inputStream().readNBytes(MAX_JSON + 1);
            if (bytes.length > MAX_JSON) {
                throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireJson(ServerRequest request) {
        boolean json = request.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .filter(type -> JSON_UTF8.matcher(type.strip()).matches())
                .isPresent();
        if (!json) {
            throw ProblemException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    /// Whether what is left of the body was small and has been read away, so that the connection can go on. A client
    /// that is still sending when its connection is closed may lose the answer, so a small body is read first.
    static boolean drained(ServerRequest request) {
        if (!hasBody(request) || request.content().consumed()) {
            return true;
        }
        boolean waiting = request.headers().containsToken(HeaderValues.EXPECT_100) && !request.continueSent();
        if (waiting || request.headers().contentLength().orElse(0) > MAX_JSON) {
            return false;
        }
        try {
            InputStream body = request.content().inputStream();
            byte[] sink = new byte[8 * 1024];
            int total = 0;
            for (int read = body.read(sink); read >= 0; read = body.read(sink)) {
                total += read;
                if (total > MAX_JSON) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /// Reads on for a while after the answer to a body that nobody wants. Closed with unread bytes, a connection is
    /// reset, and a client that was still sending would never see the answer.
    static void linger(ServerRequest request) {
        long end = System.nanoTime() + LINGER.toNanos();
        try {
            InputStream body = request.content().inputStream();
            byte[] sink = new byte[8 * 1024];
            while (System.nanoTime() - end < 0 && body.read(sink) >= 0) {
                // Thrown away.
            }
        } catch (IOException | RuntimeException e) {
            // The client is gone, which is what we waited for.
        }
    }

    private static boolean hasBody(ServerRequest request) {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                || request.headers().contentLength().orElse(0) > 0;
    }
}
