package io.tollgate.server.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object a line, in the field names of the Elastic Common Schema.
final class JsonLinesFormatter extends Formatter {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Override
    public String format(LogRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("@timestamp", record.getInstant().toString());
        fields.put("log.level", record.getLevel().getName());
        fields.put("log.logger", record.getLoggerName());
        fields.put("message", formatMessage(record));
        fields.put("ecs.version", "8.11");
        fields.put("service.name", "tollgate");
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            fields.put("error.type", thrown.getClass().getName());
            fields.put("error.stack_trace", TextFormatter.stackTrace(thrown));
        }
        if (record instanceof FieldsRecord own) {
            fields.putAll(own.fields());
        }
        return MAPPER.writeValueAsString(fields) + System.lineSeparator();
    }
}
