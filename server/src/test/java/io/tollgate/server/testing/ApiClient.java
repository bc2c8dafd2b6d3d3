package io.tollgate.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.json.JsonMapper;

/// Talks to a server as a client does. Immutable: [#with] and [#as] make another client.
public final class ApiClient {
    public static final String PASSWORD = "correct horse battery staple";

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI server;
    private final Map<String, String> headers;

    public ApiClient(URI server) {
        this(HTTP, server, Map.of());
    }

    /// @param tls what is believed
    public ApiClient(URI server, SSLContext tls) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .sslContext(tls)
                        .build(),
                server,
                Map.of());
    }

    private ApiClient(HttpClient http, URI server, Map<String, String> headers) {
        this.http = http;
        this.server = server;
        this.headers = Map.copyOf(headers);
    }

    public ApiClient with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiClient(http, server, more);
    }

    /// The same client with an access token.
    public ApiClient as(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    public Answer post(String path, Map<String, ?> body) {
        return send(json(path).POST(publisher(body)));
    }

    public Answer put(String path, Map<String, ?> body) {
        return send(json(path).PUT(publisher(body)));
    }

    public Answer post(String path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    /// Any method, without a body.
    public Answer send(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    /// Uploads one file.
    public Answer upload(String fileName, byte[] content) {
        return upload(new Multipart().file(fileName, content).bytes());
    }

    /// Uploads a body made by [Multipart].
    public Answer upload(byte[] body) {
        return post("/api/files/upload", Multipart.CONTENT_TYPE, body);
    }

    public Answer signUp(String email) {
        return post("/api/auth/signup", Map.of("email", email, "password", PASSWORD));
    }

    public Answer logIn(String email, String password) {
        return post("/api/auth/login", Map.of("email", email, "password", password));
    }

    public Answer refresh(String refreshToken) {
        return post("/api/auth/refresh", Map.of("refreshToken", refreshToken));
    }

    /// Signs somebody up and acts as him from then on.
    public ApiClient signedUp(String email) {
        return as(signUp(email).at("/accessToken"));
    }

    /// Logs the admin of the tests in and acts as him from then on.
    public ApiClient asAdmin() {
        return as(logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD).at("/accessToken"));
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        return request;
    }

    private static HttpRequest.BodyPublisher publisher(Map<String, ?> body) {
        return BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
