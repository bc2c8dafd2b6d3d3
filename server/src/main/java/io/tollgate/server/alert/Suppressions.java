package io.tollgate.server.alert;

import io.tollgate.server.identity.TimeOrderedIds;
import java.util.EnumMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// How many alerts of each kind the budgets held back. To be changed under the lock of alerts.
final class Suppressions {

    /// @param since the last message of the kind
    record Count(long since, long ever) {}

    private Suppressions() {}

    static void add(Handle handle, AlertKind kind) {
        handle.createUpdate("""
                        INSERT INTO alert_suppressions (kind, since, ever) VALUES (:kind, 1, 1)
                        ON CONFLICT (kind) DO UPDATE
                        SET since = alert_suppressions.since + 1, ever = alert_suppressions.ever + 1""")
                .bind("kind", kind.text())
                .execute();
    }

    /// An alert is told after all. What the next message counts is without it, unless one since has counted it already.
    static void takeBack(Handle handle, AlertKind kind, String alertId) {
        handle.createUpdate("""
                        UPDATE alert_suppressions SET since = since - 1
                        WHERE kind = :kind AND since > 0 AND NOT EXISTS (
                            SELECT 1 FROM alert_messages WHERE kind = :kind AND created_at > :heldBack)""")
                .bind("kind", kind.text())
                .bind("heldBack", TimeOrderedIds.timeOf(alertId).toEpochMilli())
                .execute();
    }

    /// Those since the last message, which are then told.
    static long take(Handle handle, AlertKind kind) {
        long count = all(handle).getOrDefault(kind, new Count(0, 0)).since();
        if (count > 0) {
            handle.createUpdate("UPDATE alert_suppressions SET since = 0 WHERE kind = :kind")
                    .bind("kind", kind.text())
                    .execute();
        }
        return count;
    }

    /// Of those kinds that this version knows: another one tells of the others.
    static Map<AlertKind, Count> all(Handle handle) {
        Map<AlertKind, Count> counts = new EnumMap<>(AlertKind.class);
        handle.createQuery("SELECT kind, since, ever FROM alert_suppressions LIMIT 100")
                .map((row, _) -> Map.entry(row.getString("kind"), new Count(row.getLong("since"), row.getLong("ever"))))
                .forEach(entry -> AlertKind.parse(entry.getKey()).ifPresent(kind -> counts.put(kind, entry.getValue())));
        return counts;
    }
}
