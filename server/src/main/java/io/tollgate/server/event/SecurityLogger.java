package io.tollgate.server.event;

import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.log.FieldsRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Writes stored events to the server's log, as the logger `tollgate.security`: a terse line, or the fields of the
/// Elastic Common Schema. At most [#MAX_LINES] a batch; how many more there were is said.
final class SecurityLogger {
    static final String NAME = "tollgate.security";
    static final int MAX_LINES = 100;

    private final Logger logger = Logger.getLogger(NAME);

    void log(List<Repeated> events) {
        events.stream().limit(MAX_LINES).forEach(this::log);
        if (events.size() > MAX_LINES) {
            logger.log(Level.WARNING, "{0} more rows of events are in the database only", events.size() - MAX_LINES);
        }
    }

    private void log(Repeated repeated) {
        Level level = levelOf(repeated.first().type().severity());
        if (logger.isLoggable(level)) {
            FieldsRecord record = new FieldsRecord(level, line(repeated), fields(repeated));
            record.setLoggerName(NAME);
            logger.log(record);
        }
    }

    private static Level levelOf(Severity severity) {
        return switch (severity) {
            case INFO, LOW -> Level.INFO;
            case WARNING, HIGH -> Level.WARNING;
            case CRITICAL -> Level.SEVERE;
        };
    }

    private static String line(Repeated repeated) {
        SecurityEvent event = repeated.first();
        StringBuilder line = new StringBuilder(event.type().text());
        append(line, "severity", event.type().severity().text());
        if (repeated.count() > 1) {
            append(line, "count", String.valueOf(repeated.count()));
        }
        event.userId().ifPresent(id -> append(line, "user", id));
        event.address().ifPresent(address -> append(line, "ip", address));
        event.requestId().ifPresent(id -> append(line, "request", id));
        event.details().forEach((name, value) -> append(line, name, value));
        return line.toString();
    }

    /// Values with white space or quotes are written as JSON strings, so that a line can be taken apart again.
    private static void append(StringBuilder line, String name, String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || c == 0x7F);
        line.append(' ').append(name).append('=').append(plain ? value : EventJson.write(value));
    }

    private static Map<String, Object> fields(Repeated repeated) {
        SecurityEvent event = repeated.first();
        Map<String, Object> fields = new LinkedHashMap<>();
        // First, so that no detail takes the place of a field.
        event.details().forEach((name, value) -> fields.put("tollgate." + name, value));
        fields.put("@timestamp", event.timestamp().toString());
        fields.put("event.kind", "event");
        fields.put("event.id", repeated.id());
        fields.put("event.action", event.type().text());
        fields.put("event.severity", event.type().severity().ordinal() + 1);
        fields.put("event.end", repeated.lastAt().toString());
        event.userId().ifPresent(id -> fields.put("user.id", id));
        // An IPv6 client is its network, and the field takes an address.
        event.address().ifPresent(address -> fields.put("source.ip", address.replace("/64", "")));
        event.userAgent().ifPresent(agent -> fields.put("user_agent.original", agent));
        event.requestId().ifPresent(id -> fields.put("http.request.id", id));
        event.sessionId().ifPresent(id -> fields.put("tollgate.session_id", id));
        fields.put("tollgate.severity", event.type().severity().text());
        fields.put("tollgate.count", repeated.count());
        return fields;
    }
}
