package io.tollgate.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of a request: reading a small one, and getting rid of one that nobody wants. Belongs to the thread of the
/// request.
final class RequestBody {
    /// Far above any sensible JSON request, far below what would hurt.
    static final int MAX_JSON = 64 * 1024;

    /// Parameters other than the charset mean nothing for JSON.
    private static final Pattern JSON_UTF8 = Pattern.compile(
            "application/json(?:\\s*;\\s*+(?:charset\\s*=\\s*\"?utf-?8\"?|(?!charset)[^;]*+))*+",
            Pattern.CASE_INSENSITIVE);
    private static final Duration LINGER = Duration.ofSeconds(4);

    private final ServerRequest request;
    private @Nullable InputStream stream;

    RequestBody(ServerRequest request) {
        this.request = request;
    }

    /// The bytes as they arrive; the same stream each time, for Helidon gives it out only once.
    InputStream stream() {
        InputStream opened = stream;
        if (opened == null) {
            opened = request.content().inputStream();
            stream = opened;
        }
        return opened;
    }

    byte[] readJson() {
        requireJson();
        if (request.headers().contentLength().orElse(0) > MAX_JSON) {
            throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
        }
        try {
            // Not closed, for that would read the rest of a body that was refused, however long it is.
            byte[] bytes = stream().readNBytes(MAX_JSON + 1);
            if (bytes.length > MAX_JSON) {
                throw ProblemException.of(ErrorCode.PAYLOAD_TOO_LARGE);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireJson() {
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
    boolean drained() {
        if (!hasBody() || request.content().consumed()) {
            return true;
        }
        if (stream != null) {
            // Whoever stopped reading it did so because of what he had read; the rest may be long in coming.
            return false;
        }
        boolean waiting = request.headers().containsToken(HeaderValues.EXPECT_100) && !request.continueSent();
        if (waiting || request.headers().contentLength().orElse(0) > MAX_JSON) {
            return false;
        }
        try {
            InputStream body = stream();
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
    void linger() {
        long end = System.nanoTime() + LINGER.toNanos();
        try {
            InputStream body = stream();
            byte[] sink = new byte[8 * 1024];
            while (System.nanoTime() - end < 0 && body.read(sink) >= 0) {
                // Thrown away.
            }
        } catch (IOException | RuntimeException e) {
            // The client is gone, which is what we waited for.
        }
    }

    private boolean hasBody() {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                || request.headers().contentLength().orElse(0) > 0;
    }
}
