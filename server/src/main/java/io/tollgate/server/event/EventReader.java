package io.tollgate.server.event;

import io.tollgate.server.database.CustomPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The statements that read events. Pages are newest first and continue behind an id, whose first 48 bits are the time.
///
/// An IN over a leading column would make both engines sort all that matches; so several types, or several severities, are
/// one ordered and limited statement each, merged. Each then walks an index in order and stops at its limit.
final class EventReader {

    private EventReader() {}

    static Optional<StoredEvent> find(Handle handle, String id) {
        return handle.createQuery("SELECT " + StoredEvent.COLUMNS + " FROM security_events WHERE id = :id LIMIT 1")
                .bind("id", id)
                .map((row, _) -> StoredEvent.of(row))
                .findOne();
    }

    static List<StoredEvent> page(Handle handle, EventFilter filter, Optional<String> cursor, int limit) {
        if (filter.isContradiction()) {
            return List.of();
        }
        Statement statement = statement(filter, cursor, limit);
        Query query = handle.createQuery(statement.sql()).addCustomizer(CustomPlan.EACH_TIME);
        statement.values().forEach(query::bind);
        return query.map((row, _) -> StoredEvent.of(row)).list();
    }

    /// @param values by the names that stand in `sql` for them
    record Statement(String sql, Map<String, Object> values) {}

    static Statement statement(EventFilter filter, Optional<String> cursor, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("limit", limit);
        List<String> common = new ArrayList<>();
        filter.userId().ifPresent(id -> equal(common, values, "user_id", "userId", id));
        filter.ip().ifPresent(ip -> equal(common, values, "ip", "ip", ip));
        filter.from().ifPresent(from -> compare(common, values, "timestamp >= :from", "from", from));
        filter.to().ifPresent(to -> compare(common, values, "timestamp < :to", "to", to));
        cursor.ifPresent(id -> {
            common.add("(timestamp, id) < (:cursorTime, :cursorId)");
            values.put("cursorTime", timeOf(id));
            values.put("cursorId", id);
        });
        List<String> kinds = kinds(filter, values);
        return new Statement(
                kinds.isEmpty() ? ordered("security_events", common) : merged(kinds, common), values);
    }

    private static void equal(
            List<String> conditions, Map<String, Object> values, String column, String name, String value) {
        conditions.add(column + " = :" + name);
        values.put(name, value);
    }

    private static void compare(
            List<String> conditions, Map<String, Object> values, String condition, String name, Instant time) {
        conditions.add(condition);
        values.put(name, time.toEpochMilli());
    }

    private static long timeOf(String id) {
        return UUID.fromString(id).getMostSignificantBits() >>> 16;
    }

    /// One condition for each type, or else for each severity; none when any will do.
    private static List<String> kinds(EventFilter filter, Map<String, Object> values) {
        List<String> kinds = new ArrayList<>();
        types(filter).forEach(type -> equal(kinds, values, "type", "type" + kinds.size(), type.text()));
        if (kinds.isEmpty()) {
            filter.severities().stream()
                    .distinct()
                    .forEach(severity ->
                            equal(kinds, values, "severity", "severity" + kinds.size(), severity.text()));
        }
        return kinds;
    }

    /// The types to ask for one by one. Beside a person or an address, severities are asked for by their types, so that there
    /// is an index which has all conditions before the time.
    private static List<EventType> types(EventFilter filter) {
        if (!filter.types().isEmpty()) {
            return filter.matchingTypes();
        }
        boolean either = filter.userId().isPresent() || filter.ip().isPresent();
        return either && !filter.severities().isEmpty()
                ? filter.withAllTypes().matchingTypes()
                : List.of();
    }

    private static String merged(List<String> kinds, List<String> common) {
        List<String> parts = new ArrayList<>();
        for (String kind : kinds) {
            List<String> conditions = new ArrayList<>(common);
            conditions.addFirst(kind);
            parts.add("SELECT " + StoredEvent.COLUMNS + " FROM (" + ordered("security_events", conditions) + ") AS part"
                    + parts.size());
        }
        return ordered("(" + String.join(" UNION ALL ", parts) + ") AS merged", List.of());
    }

    private static String ordered(String from, List<String> conditions) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "SELECT " + StoredEvent.COLUMNS + " FROM " + from + where
                + " ORDER BY timestamp DESC, id DESC LIMIT :limit";
    }
}
