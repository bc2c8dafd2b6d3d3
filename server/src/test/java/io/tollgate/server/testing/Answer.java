package io.tollgate.server.testing;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer of the server, read whole.
public record Answer(int status, HttpHeaders headers, byte[] body) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return MAPPER.readTree(text());
    }

    /// The string at a JSON pointer, such as `/user/id`.
    public String at(String pointer) {
        return json().at(pointer).asString();
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /// The code of a problem document.
    public String code() {
        return at("/code");
    }

    /// The body of a problem without what differs from request to request.
    public String withoutRequestId() {
        return text().replaceAll("\"requestId\":\"[^\"]+\"", "");
    }
}
