package io.tollgate.lab.run;

import io.tollgate.lab.driver.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads what the server says of itself, as an admin (an analyst does, but for [#seenAddresses]). Thread-safe.
final class Admin {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final URI server;
    private final Credentials credentials;
    private volatile String token;

    private Admin(URI server, Trust trust, Credentials credentials) throws IOException, InterruptedException {
        this.http = HttpClient.newBuilder().connectTimeout(TIMEOUT).sslContext(trust.context()).build();
        this.server = server;
        this.credentials = credentials;
        this.token = logIn();
    }

    /// @throws IOException when the account cannot log in
    static Admin logIn(URI server, Trust trust, Credentials credentials) throws IOException, InterruptedException {
        return new Admin(server, trust, credentials);
    }

    private String logIn() throws IOException, InterruptedException {
        String body = Jsons.write(Map.of("email", credentials.email(), "password", credentials.password()));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(server.resolve("/api/auth/login"))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "the admin " + credentials.email() + " cannot log in: status " + response.statusCode());
        }
        return Jsons.read(response.body()).at("/accessToken").asString();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(signed(path).timeout(TIMEOUT).build(), BodyHandlers.ofString());
        if (response.statusCode() == 401) {
            token = logIn();
            response = http.send(signed(path).timeout(TIMEOUT).build(), BodyHandlers.ofString());
        }
        if (response.statusCode() != 200) {
            throw new IOException(path + " was answered with " + response.statusCode());
        }
        return Jsons.read(response.body());
    }

    /// The lines of the live stream, until it ends or is closed.
    Stream<String> live() throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response =
                http.send(signed("/api/admin/live").build(), BodyHandlers.ofLines());
        if (response.statusCode() == 401) {
            token = logIn();
        }
        if (response.statusCode() != 200) {
            throw new IOException("the live stream was answered with " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest.Builder signed(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
    }

    /// Distinct addresses that sent something since the server started.
    long seenAddresses() throws IOException, InterruptedException {
        return get("/api/admin/security/ips/stats").at("/seen").asLong();
    }
}
