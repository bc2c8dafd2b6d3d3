package io.tollgate.lab.run;

import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// What a server that the lab did not start tells everybody of how it was started.
public final class RunningServer {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private RunningServer() {}

    /// Where it keeps its windows, as [Environment#store] has it; unknown when it does not tell.
    public static String store(URI server, Trust trust) throws InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(TIMEOUT).sslContext(trust.context()).build()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(server.resolve("/readyz?verbose")).timeout(TIMEOUT).build(),
                    BodyHandlers.ofString());
            return store(Jsons.read(response.body()).at("/components"));
        } catch (IOException e) {
            // That it cannot be reached is said when it is to be used.
            return Environment.UNKNOWN;
        }
    }

    /// A server lists the Redis that it has.
    static String store(JsonNode components) {
        if (!components.isObject() || components.isEmpty()) {
            return Environment.UNKNOWN;
        }
        return components.has("redis") ? Environment.REDIS : Environment.IN_PROCESS;
    }
}
