package io.tollgate.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends what clients send. Over plain sockets, for classes of an HTTP client have no place in the cache of a server.
final class TrainingClient {
    private static final String JSON = "application/json";
    private static final String BOUNDARY = "training";

    private final int port;
    private String token = "";

    TrainingClient(int port) {
        this.port = port;
    }

    /// Sends the token with what comes after.
    void signedIn(String accessToken) {
        token = accessToken;
    }

    String get(String path) throws IOException {
        return exchange("GET", path, JSON, "");
    }

    String post(String path, String json) throws IOException {
        return exchange("POST", path, JSON, json);
    }

    String upload(String name, String content) throws IOException {
        String body = "--%1$s\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%2$s\"\r\nContent-Type: text/plain\r\n\r\n%3$s\r\n--%1$s--\r\n"
                .formatted(BOUNDARY, name, content);
        return exchange("POST", "/api/files/upload", "multipart/form-data; boundary=" + BOUNDARY, body);
    }

    /// The text in an answer under that name.
    static String text(String answer, String name) throws IOException {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer);
        if (!matcher.find()) {
            throw new IOException("no " + name + " in " + answer);
        }
        return matcher.group(1);
    }

    private String exchange(String method, String path, String type, String body) throws IOException {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        String request = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: training/1.0\r\nAccept: */*\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(method, path, authorization, type, body.length(), body);
        try (Socket socket = new Socket("127.0.0.1", port);
                InputStream answer = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
