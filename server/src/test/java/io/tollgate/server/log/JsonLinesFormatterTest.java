package io.tollgate.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
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

    @Test
    void textHasNoControlCharacters() {
        LogRecord record = new LogRecord(Level.INFO, "a\u0085b\u009Bc\u2028d\u2029e\u001Bf\u007Fg");
        record.setLoggerName("tollgate.security");

        assertThat(new TextFormatter().format(record)).endsWith("security: a b c d e f g" + System.lineSeparator());
    }

    @Test
    void messageOfAnExceptionForgesNoRecord() {
        LogRecord record = new LogRecord(Level.SEVERE, "it failed");
        record.setLoggerName("tollgate.security");
        record.setThrown(new IllegalStateException(
                "bad\n2026-01-01T12:00:00Z INFO security: forged\u0085more",
                new IllegalArgumentException("worse\r\n2026-01-01T12:00:00Z INFO security: forged")));

        String text = new TextFormatter().format(record);

        assertThat(text.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("\t"));
        assertThat(text)
                .contains("\tjava.lang.IllegalStateException: bad", "\tCaused by: java.lang.IllegalArgumentException: worse", "\tat ")
                .doesNotContain("\u0085");
    }
}
