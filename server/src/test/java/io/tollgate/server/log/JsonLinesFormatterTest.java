package io.tollgate.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesFormatterTest {

    @Test
    void fieldsOfARecordStandInItsLine() {
        FieldsRecord record = new FieldsRecord(
                Level.WARNING,
                "a {0} message\r\nwith lines",
                Map.of("@timestamp", "2026-01-01T12:00:00Z", "tollgate.count", 7, "user_agent.original", "a\nb\"c"));

        String text = new JsonLinesFormatter().format(record);

        assertThat(text.lines()).hasSize(1);
        JsonNode line = JsonMapper.builder().build().readTree(text);
        assertThat(line.get("@timestamp").asString()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(line.get("tollgate.count").asInt()).isEqualTo(7);
        assertThat(line.get("user_agent.original").asString()).isEqualTo("a\nb\"c");
        assertThat(line.get("log.level").asString()).isEqualTo("WARNING");
        assertThat(line.get("message").asString()).isEqualTo("a {0} message\r\nwith lines");
    }

    @Test
    void textIsTheMessageOnOneLine() {
        FieldsRecord record = new FieldsRecord(Level.INFO, "a message\r\nforged", Map.of("x", 1));
        record.setLoggerName("tollgate.security");

        assertThat(new TextFormatter().format(record).lines()).singleElement().asString().endsWith("security: a message  forged");
    }
}
