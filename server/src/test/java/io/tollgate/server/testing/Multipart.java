package io.tollgate.server.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A multipart/form-data body in the making.
public final class Multipart {
    public static final String CONTENT_TYPE = "multipart/form-data; boundary=tollgate-test-boundary";

    private static final String DELIMITER = "--tollgate-test-boundary";

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /// Adds a file under the name as it stands.
    public Multipart file(String fileName, byte[] content) {
        return part("form-data; name=\"files\"; filename=\"" + fileName + "\"", "text/plain", content);
    }

    public Multipart part(String disposition, String contentType, byte[] content) {
        append(DELIMITER + "\r\nContent-Disposition: " + disposition + "\r\nContent-Type: " + contentType + "\r\n\r\n");
        body.writeBytes(content);
        append("\r\n");
        return this;
    }

    /// The body with its end.
    public byte[] bytes() {
        append(DELIMITER + "--\r\n");
        return body.toByteArray();
    }

    /// The body as if the client had stopped here.
    public byte[] bytesSoFar() {
        return body.toByteArray();
    }

    private void append(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
