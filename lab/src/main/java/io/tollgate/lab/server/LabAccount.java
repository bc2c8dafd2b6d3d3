package io.tollgate.lab.server;

import io.tollgate.lab.driver.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The account of the lab on a server it started, and others there.
public final class LabAccount {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int FILE_SIZE = 100;
    private static final String LOGIN = "/api/auth/login";
    private static final String CREDENTIALS = credentials(ServerProcess.ADMIN, ServerProcess.PASSWORD);

    private LabAccount() {}

    /// The login of this account, to be sent again and again.
    public static Request login() {
        return Request.json("POST", LOGIN, CREDENTIALS);
    }

    /// The login of another account.
    public static Request login(String email, String password) {
        return Request.json("POST", LOGIN, credentials(email, password));
    }

    /// The sign-up of another account.
    public static Request signUp(String email, String password) {
        return Request.json("POST", "/api/auth/signup", credentials(email, password));
    }

    private static String credentials(String email, String password) {
        return MAPPER.writeValueAsString(Map.of("email", email, "password", password));
    }

    /// @return an access token
    public static String logIn(HttpClient client, URI server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(LOGIN))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(CREDENTIALS))
                .build();
        String body = expectOk(client.send(request, BodyHandlers.ofString()));
        return MAPPER.readTree(body).at("/accessToken").asString();
    }

    /// Uploads small files in one request.
    public static void uploadFiles(HttpClient client, URI server, int count) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/files/upload"))
                .header("Authorization", "Bearer " + logIn(client, server))
                .header("Content-Type", UploadBody.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(new UploadBody(FILE_SIZE).of(count)))
                .build();
        expect(201, client.send(request, BodyHandlers.ofString()));
    }

    public static String expectOk(HttpResponse<String> response) throws IOException {
        return expect(200, response);
    }

    private static String expect(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException("%s answered %d: %s"
                    .formatted(response.uri().getPath(), response.statusCode(), response.body()));
        }
        return response.body();
    }
}
