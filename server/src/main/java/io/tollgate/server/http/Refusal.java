package io.tollgate.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The answer to a connection for which there is no place.
final class Refusal {
    private static final String HEAD = """
            HTTP/1.1 503 Service Unavailable\r
            Content-Type: %s\r
            Content-Length: %d\r
            Retry-After: 2\r
            Connection: close\r
            Cache-Control: no-store\r
            X-Content-Type-Options: nosniff\r
            %s: %s\r
            \r
            """;

    private Refusal() {}

    static byte[] bytes(String requestId) {
        ErrorCode code = ErrorCode.UNAVAILABLE;
        byte[] body = Problem.of(code, code.status(), requestId, List.of()).bytes();
        byte[] head = HEAD
                .formatted(Problem.CONTENT_TYPE, body.length, RequestIds.HEADER.defaultCase(), requestId)
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
    }
}
