package io.tollgate.server.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// A record that has fields of its own beside the message. As JSON they stand in the line, and replace what the record
/// would say under the same names; as text the message alone is written.
public final class FieldsRecord extends LogRecord {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> fields;

    /// @param message as it is, without placeholders
    public FieldsRecord(Level level, String message, Map<String, Object> fields) {
        super(level, message);
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public Map<String, Object> fields() {
        return fields;
    }
}
