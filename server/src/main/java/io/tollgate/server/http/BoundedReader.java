package io.tollgate.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads requests of HTTP/1.1. What that asks of a reader by line without a bound is a chunk's size or the end of the
/// chunks; here both have one, and so has a chunk.
///
/// What was refused once stays refused without another byte being read: whoever closes a body may read it to its end
/// first, and would wait for what a client that waits for its answer does not send.
final class BoundedReader extends DataReader {
    /// Clients and proxies send chunks of 4 to 64 KB.
    private static final int MAX_CHUNK = 256 * 1024;

    private static final int MAX_CHUNK_LINE = 256;
    private static final int MAX_TRAILERS = 32;

    /// A size and extensions, which mean nothing to us (RFC 9112, 7.1.1).
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(?:;.*)?");

    private boolean lastChunkSeen;
    private @Nullable RequestException refusal;

    /// The constructor is to go in a later Helidon; docs/decisions/0005 says what to do then.
    ///
    /// @param bytes what comes next; null at the end
    @SuppressWarnings("removal")
    private BoundedReader(Supplier<byte @Nullable []> bytes) {
        super(bytes);
    }

    /// Reads what a client sends in the clear.
    static BoundedReader plain(WatchedReader source) {
        return new BoundedReader(() -> {
            BufferData data = source.next();
            byte[] bytes = new byte[data.available()];
            data.read(bytes);
            return bytes;
        });
    }

    /// Reads what has been watched already.
    static BoundedReader of(Supplier<byte @Nullable []> bytes) {
        return new BoundedReader(bytes);
    }

    /// The size of the next chunk in its shortest notation; after that of the last chunk, the end of the body, for
    /// which trailers are read away.
    @Override
    public String readLine() {
        RequestException earlier = refusal;
        if (earlier != null) {
            // Not the same again, for it cannot be suppressed by itself.
            throw refused(earlier.status(), earlier.getMessage());
        }
        if (lastChunkSeen) {
            lastChunkSeen = false;
            skipTrailers();
            return "";
        }
        Matcher line = CHUNK_SIZE.matcher(boundedLine());
        if (!line.matches()) {
            throw refused(Status.BAD_REQUEST_400, "Chunk size is invalid");
        }
        long size = Long.parseLong(line.group(1), 16);
        if (size > MAX_CHUNK) {
            throw refused(Status.REQUEST_ENTITY_TOO_LARGE_413, "Chunk too large");
        }
        lastChunkSeen = size == 0;
        return Long.toHexString(size);
    }

    private void skipTrailers() {
        for (int i = 0; i < MAX_TRAILERS; i++) {
            if (boundedLine().isEmpty()) {
                return;
            }
        }
        throw refused(Status.BAD_REQUEST_400, "Too many trailers");
    }

    private String boundedLine() {
        int end;
        try {
            end = findNewLine(MAX_CHUNK_LINE);
        } catch (IncorrectNewLineException e) {
            throw refused(Status.BAD_REQUEST_400, "Line end is invalid");
        }
        if (end == MAX_CHUNK_LINE) {
            throw refused(Status.BAD_REQUEST_400, "Chunk line too long");
        }
        String line = readAsciiString(end);
        skip(2);
        return line;
    }

    private RequestException refused(Status status, String message) {
        RequestException refused = RequestException.builder()
                .type(EventType.BAD_REQUEST)
                .status(status)
                .setKeepAlive(false)
                .message(message)
                .build();
        refusal = refused;
        return refused;
    }
}
