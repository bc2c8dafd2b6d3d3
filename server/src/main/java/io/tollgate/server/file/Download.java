package io.tollgate.server.file;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Sends the bytes of a file: all of them, a range, or word that the client has them already.
final class Download {
    private static final int BUFFER = 64 * 1024;
    private static final HeaderName CONTENT_SECURITY_POLICY = HeaderNames.create("Content-Security-Policy");

    private Download() {}

    static void send(Call call, StoredFile file, FileChannel content) throws IOException {
        String etag = '"' + file.sha256() + '"';
        call.setHeader(HeaderNames.ETAG, etag);
        call.setHeader(HeaderNames.ACCEPT_RANGES, "bytes");
        call.setHeader(HeaderNames.CACHE_CONTROL, "private, no-cache");
        if (call.header(HeaderNames.IF_NONE_MATCH).filter(header -> matches(header, etag)).isPresent()) {
            call.reply(304);
            return;
        }
        call.setHeader(HeaderNames.CONTENT_TYPE, file.contentType());
        call.setHeader(HeaderNames.CONTENT_DISPOSITION, disposition(file.name()));
        call.setHeader(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
        switch (ByteRange.parse(rangeHeader(call, etag), file.size())) {
            case ByteRange.Request.Whole() -> {
                if (file.size() == 0) {
                    call.replyBytes(200, new byte[0]);
                } else {
                    copy(call, 200, content, new ByteRange(0, file.size() - 1));
                }
            }
            case ByteRange.Request.Part(ByteRange range) -> {
                call.setHeader(HeaderNames.CONTENT_RANGE, range.contentRange(file.size()));
                copy(call, 206, content, range);
            }
            case ByteRange.Request.Unsatisfiable() -> {
                call.setHeader(HeaderNames.CONTENT_RANGE, "bytes */" + file.size());
                throw ProblemException.of(ErrorCode.RANGE_NOT_SATISFIABLE);
            }
        }
    }

    /// A range counts only for the version that the client means.
    private static Optional<String> rangeHeader(Call call, String etag) {
        boolean sameVersion = call.header(HeaderNames.IF_RANGE).filter(header -> !header.equals(etag)).isEmpty();
        return call.header(HeaderNames.RANGE).filter(header -> sameVersion);
    }

    private static boolean matches(String header, String etag) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    /// Always saved, never shown, under a name in both notations of RFC 6266.
    private static String disposition(String name) {
        String ascii = name.replaceAll("[^A-Za-z0-9 ._()-]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(ascii, encoded);
    }

    private static void copy(Call call, int status, FileChannel content, ByteRange range) {
        try (OutputStream out = call.replyStream(status, range.length())) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, range.length()));
            long position = range.first();
            while (position <= range.last()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), range.last() - position + 1));
                int read = content.read(buffer, position);
                if (read < 0) {
                    throw new IOException("a stored file is shorter than recorded");
                }
                out.write(buffer.array(), 0, read);
                position += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
