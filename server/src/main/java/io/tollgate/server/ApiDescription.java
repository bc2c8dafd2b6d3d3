package io.tollgate.server;

import io.helidon.http.HeaderNames;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// Serves the OpenAPI document of this API.
final class ApiDescription {
    private final byte[] document;

    ApiDescription() {
        try (InputStream in = ApiDescription.class.getResourceAsStream("/openapi.yaml")) {
            document = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/openapi.yaml", Access.everyone(), this::send));
    }

    private void send(Call call) {
        call.setHeader(HeaderNames.CONTENT_TYPE, "application/yaml");
        call.replyBytes(200, document);
    }
}
