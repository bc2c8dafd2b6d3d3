package io.tollgate.lab.server;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A request that is sent as it stands, again and again.
///
/// @param headers each with its line break
public record PlainRequest(String method, String path, String headers, String body) {

    /// @param token access token
    public static PlainRequest get(String path, String token) {
        return new PlainRequest("GET", path, "Authorization: Bearer " + token + "\r\n", "");
    }

    /// @param json the body
    public static PlainRequest post(String path, String json) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return new PlainRequest(
                "POST", path, "Content-Type: application/json\r\nContent-Length: " + length + "\r\n", json);
    }

    /// For people; headers and body have secrets.
    @Override
    public String toString() {
        return method + " " + path;
    }

    byte[] bytes(URI server) {
        return "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: tollgate-lab\r\n%s\r\n%s"
                .formatted(method, path, server.getAuthority(), headers, body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
