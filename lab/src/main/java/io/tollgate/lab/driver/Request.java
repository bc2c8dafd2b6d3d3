package io.tollgate.lab.driver;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A request as it goes over the wire, but for what the connection adds.
///
/// @param headers  further header lines, each with its line end
/// @param keepBody whether the answer's body is wanted; otherwise it is only counted
public record Request(String method, String path, String headers, byte[] body, boolean keepBody) {
    private static final byte[] NOTHING = {};

    public static Request get(String path) {
        return new Request("GET", path, "", NOTHING, false);
    }

    public static Request delete(String path) {
        return new Request("DELETE", path, "", NOTHING, false);
    }

    public static Request json(String method, String path, String json) {
        return of(method, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public static Request post(String path, String contentType, byte[] body) {
        return of("POST", path, contentType, body);
    }

    private static Request of(String method, String path, String contentType, byte[] body) {
        return new Request(method, path, "Content-Type: " + contentType + "\r\n", body, false);
    }

    public Request with(String name, String value) {
        return new Request(method, path, headers + name + ": " + value + "\r\n", body, keepBody);
    }

    public Request with(String name, Optional<String> value) {
        return value.map(text -> with(name, text)).orElse(this);
    }

    /// With an access token.
    public Request as(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    public Request keepingBody() {
        return new Request(method, path, headers, body, true);
    }

    /// Bodies and headers carry passwords and tokens.
    @Override
    public String toString() {
        return method + " " + path;
    }

    /// @param common header lines that every request of a client carries
    public byte[] bytes(String common) {
        boolean hasBody = body.length > 0 || method.equals("POST") || method.equals("PUT");
        String length = hasBody ? "Content-Length: " + body.length + "\r\n" : "";
        byte[] head = (method + " " + path + " HTTP/1.1\r\n" + common + headers + length + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
