package io.tollgate.lab.run;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.server.UploadBody;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An honest user: an account, a device and what it has been given so far. Thread-safe, for several of its requests may
/// be under way at once.
final class Person {
    private static final String DEVICE = "tollgate_device";
    /// Tokens are renewed that long before they end.
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(60);

    private final Client client;
    private final Credentials credentials;
    private final UploadBody upload;
    private final Deque<String> spareFiles = new ArrayDeque<>();
    private volatile List<String> keptFiles = List.of();
    private volatile Optional<String> device = Optional.empty();
    private volatile Tokens tokens = new Tokens("", "", Long.MAX_VALUE);

    /// @param endNanos of the access token, by [System#nanoTime]
    record Tokens(String access, String refresh, long endNanos) {

        @Override
        public String toString() {
            return "Tokens[***]";
        }
    }

    Person(Client client, Credentials credentials, UploadBody upload) {
        this.client = client;
        this.credentials = credentials;
        this.upload = upload;
    }

    Client client() {
        return client;
    }

    Credentials credentials() {
        return credentials;
    }

    Tokens tokens() {
        return tokens;
    }

    boolean mustRenew() {
        return tokens.endNanos() - System.nanoTime() < RENEW_BEFORE.toNanos();
    }

    /// @param number which of its requests of this operation it is
    /// @return empty when there is nothing to do it with
    Optional<Request> request(Operation operation, int number) {
        return switch (operation) {
            case LOG_IN -> Optional.of(logIn());
            case REFRESH -> Optional.of(refresh());
            case WHO_AM_I -> Optional.of(signed(Request.get("/api/auth/me")));
            case SESSIONS -> Optional.of(signed(Request.get("/api/auth/sessions")));
            case LIST_FILES -> Optional.of(signed(Request.get("/api/files")));
            case METADATA -> kept(number).map(id -> signed(Request.get("/api/files/" + id)));
            case DOWNLOAD -> kept(number).map(id -> signed(Request.get("/api/files/" + id + "/content")));
            case UPLOAD -> Optional.of(upload(1));
            case RENAME -> kept(number).map(id -> signed(Request.json(
                    "PUT", "/api/files/" + id, Jsons.write(Map.of("name", "renamed-" + number + ".bin")))));
            case DELETE -> spare().map(id -> signed(Request.delete("/api/files/" + id)));
            default -> throw new IllegalArgumentException("a user does not " + operation.text());
        };
    }

    Request signUp() {
        return Request.json("POST", "/api/auth/signup", credentialsBody()).keepingBody();
    }

    Request logIn() {
        return Request.json("POST", "/api/auth/login", credentialsBody())
                .with("Cookie", device.map(cookie -> DEVICE + "=" + cookie))
                .keepingBody();
    }

    private String credentialsBody() {
        return Jsons.write(Map.of("email", credentials.email(), "password", credentials.password()));
    }

    Request refresh() {
        return Request.json("POST", "/api/auth/refresh", Jsons.write(Map.of("refreshToken", tokens.refresh())))
                .with("Cookie", device.map(cookie -> DEVICE + "=" + cookie))
                .keepingBody();
    }

    Request upload(int files) {
        return signed(Request.post("/api/files/upload", UploadBody.CONTENT_TYPE, upload.of(files)))
                .keepingBody();
    }

    private Request signed(Request request) {
        return request.as(tokens.access());
    }

    private Optional<String> kept(int number) {
        List<String> kept = keptFiles;
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(number % kept.size()));
    }

    private Optional<String> spare() {
        synchronized (spareFiles) {
            return Optional.ofNullable(spareFiles.pollFirst());
        }
    }

    /// Takes what an answer of 2xx gives.
    void settle(Operation operation, Response response) throws IOException {
        switch (operation) {
            case LOG_IN, REFRESH -> takeTokens(response);
            case UPLOAD -> addSpare(fileIds(response));
            default -> {}
        }
    }

    void takeTokens(Response response) throws IOException {
        JsonNode answer = Jsons.read(response.text());
        tokens = new Tokens(
                answer.at("/accessToken").asString(),
                answer.at("/refreshToken").asString(),
                System.nanoTime() + Duration.ofSeconds(answer.at("/expiresIn").asLong()).toNanos());
        response.header("Set-Cookie")
                .filter(cookie -> cookie.startsWith(DEVICE + "="))
                .ifPresent(cookie -> device = Optional.of(cookie.substring(DEVICE.length() + 1).split(";", 2)[0]));
    }

    /// The first file is spare, the others are kept.
    void takeFirstFiles(Response response) throws IOException {
        List<String> ids = fileIds(response);
        addSpare(ids.subList(0, 1));
        keptFiles = List.copyOf(ids.subList(1, ids.size()));
    }

    private void addSpare(List<String> ids) {
        synchronized (spareFiles) {
            spareFiles.addAll(ids);
        }
    }

    private static List<String> fileIds(Response response) throws IOException {
        List<String> ids = new ArrayList<>();
        Jsons.read(response.text()).at("/files").forEach(file -> ids.add(file.at("/id").asString()));
        if (ids.isEmpty()) {
            throw new IOException("an upload was answered without a file");
        }
        return ids;
    }
}
