package io.tollgate.server.alert;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// What one batch of events adds to alerts that go on: gathered in memory, written at once.
final class Growth {

    /// @param ban how the address was banned, which says more than what was done before
    private record Added(long count, Instant lastAt, @Nullable String ban) {

        static Added of(Sighting sighting, Optional<String> outcome) {
            boolean bans = sighting.kind() == AlertKind.IP_BANNED;
            return new Added(sighting.count(), sighting.lastAt(), bans ? outcome.orElse(null) : null);
        }

        Added and(Added other) {
            Instant last = lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt;
            return new Added(count + other.count, last, other.ban == null ? ban : other.ban);
        }
    }

    private final Map<String, Added> byAlert = new LinkedHashMap<>();

    /// @param outcome what was done about the sighting
    void add(String alertId, Sighting sighting, Optional<String> outcome) {
        byAlert.merge(alertId, Added.of(sighting, outcome), Added::and);
    }

    /// The alerts that grow.
    Set<String> alerts() {
        return byAlert.keySet();
    }

    void write(Handle handle) {
        if (byAlert.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch("""
                UPDATE alerts
                SET count = count + :count,
                    last_at = CASE WHEN last_at < :last THEN :last ELSE last_at END,
                    active_until = CASE WHEN active_until < :until THEN :until ELSE active_until END,
                    outcome = COALESCE(:ban, outcome)
                WHERE id = :id""")) {
            byAlert.forEach((id, added) -> batch.bind("id", id)
                    .bind("count", added.count())
                    .bind("last", added.lastAt().toEpochMilli())
                    .bind("until", added.lastAt().plus(Sighting.GOES_ON).toEpochMilli())
                    .bind("ban", added.ban())
                    .add());
            batch.execute();
        }
    }
}
