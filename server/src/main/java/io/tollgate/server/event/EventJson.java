package io.tollgate.server.event;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON of events outside an ordinary answer: in the database, in exports and archives.
final class EventJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS).build();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private EventJson() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// @return nothing when it is no object of texts, for a row must not make a whole list unreadable
    static Map<String, String> readDetails(String json) {
        try {
            return MAPPER.readValue(json, DETAILS);
        } catch (JacksonException e) {
            return Map.of();
        }
    }
}
