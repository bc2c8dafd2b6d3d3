package io.tollgate.server.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of the log as it is shown, exported and archived.
///
/// @param timestamp of the first event of the row
/// @param lastAt    of the last
record StoredEvent(
        String id,
        String type,
        String severity,
        Instant timestamp,
        Instant lastAt,
        long count,
        @Nullable String userId,
        @Nullable String sessionId,
        @Nullable String ip,
        @Nullable String userAgent,
        @Nullable String requestId,
        Map<String, String> details) {

    static final String COLUMNS =
            "id, type, severity, timestamp, last_at, count, user_id, session_id, ip, user_agent, request_id, details";

    static StoredEvent of(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getString("id"),
                row.getString("type"),
                row.getString("severity"),
                Instant.ofEpochMilli(row.getLong("timestamp")),
                Instant.ofEpochMilli(row.getLong("last_at")),
                row.getLong("count"),
                row.getString("user_id"),
                row.getString("session_id"),
                row.getString("ip"),
                row.getString("user_agent"),
                row.getString("request_id"),
                Optional.ofNullable(row.getString("details"))
                        .map(EventJson::readDetails)
                        .orElse(Map.of()));
    }
}
