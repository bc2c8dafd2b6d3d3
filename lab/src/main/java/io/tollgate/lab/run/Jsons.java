package io.tollgate.lab.run;

import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON of requests and answers.
final class Jsons {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Jsons() {}

    static String write(Map<String, ?> fields) {
        return MAPPER.writeValueAsString(fields);
    }

    static JsonNode read(String text) throws IOException {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IOException("the answer is not JSON", e);
        }
    }
}
