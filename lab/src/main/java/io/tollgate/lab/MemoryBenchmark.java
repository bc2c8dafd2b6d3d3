package io.tollgate.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Resident memory of a server after its start, after 10,000 requests and after 10,000 more: the first increase is what
/// work needs, a second one would be a leak.
final class MemoryBenchmark {
    private static final int REQUESTS = 10_000;
    private static final int LOGINS_EVERY = 50;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String CREDENTIALS = MAPPER.writeValueAsString(
            Map.of("email", ServerProcess.ADMIN, "password", ServerProcess.PASSWORD));

    private MemoryBenchmark() {}

    static Map<String, Object> run() throws IOException, InterruptedException {
        // Every request comes from one address, so limits would refuse most of them; the layers stay on.
        try (ServerProcess server = ServerProcess.start("", "--guard.allow", "127.0.0.0/8");
                HttpClient client = HttpClient.newHttpClient()) {
            double afterStart = server.residentMegabytes();
            work(client, server.uri());
            double afterWork = server.residentMegabytes();
            work(client, server.uri());
            double afterMore = server.residentMegabytes();
            System.out.printf(
                    "Resident: %.0f MB after the start, %.0f MB after %,d requests, %.0f MB after as many again%n",
                    afterStart, afterWork, REQUESTS, afterMore);
            Map<String, Object> memory = new LinkedHashMap<>();
            memory.put("baseline", afterStart);
            memory.put("current", afterWork);
            memory.put("afterAsManyAgain", afterMore);
            memory.put("increase", afterWork - afterStart);
            memory.put("unit", "MB");
            return Map.of("memoryUsage", memory);
        }
    }

    /// Two in a hundred log in, the others read their account or list their files.
    private static void work(HttpClient client, URI server) throws IOException, InterruptedException {
        String token = logIn(client, server);
        for (int i = 0; i < REQUESTS; i++) {
            if (i % LOGINS_EVERY == 0) {
                token = logIn(client, server);
            } else {
                String path = i % 2 == 0 ? "/api/auth/me" : "/api/files";
                expectOk(client.send(
                        HttpRequest.newBuilder(server.resolve(path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString()));
            }
        }
    }

    private static String logIn(HttpClient client, URI server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/auth/login"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(CREDENTIALS))
                .build();
        String body = expectOk(client.send(request, BodyHandlers.ofString()));
        return MAPPER.readTree(body).at("/accessToken").asString();
    }

    private static String expectOk(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("%s answered %d: %s"
                    .formatted(response.uri().getPath(), response.statusCode(), response.body()));
        }
        return response.body();
    }
}
