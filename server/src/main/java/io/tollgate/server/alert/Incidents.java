package io.tollgate.server.alert;

import io.tollgate.server.database.Sweep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Which incidents go on, for the sightings of one batch: read once, changed in memory, written once.
final class Incidents {
    /// Those that ended before then.
    static final Sweep OVER = new Sweep("alert_incidents", "until < :before", "until");

    private static final int KEYS_PER_QUERY = 400;

    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private record Entry(String alertId, Instant until) {}

    private final Map<String, Entry> entries = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    /// Nothing of this time lasts longer; what does was written before a clock was set back.
    private final Instant latest;

    private Incidents(Instant now) {
        this.latest = now.plus(Sighting.GOES_ON).plus(Outbox.SLACK);
    }

    static Incidents read(Handle handle, Set<String> keys, Instant now) {
        Incidents incidents = new Incidents(now);
        List<String> all = new ArrayList<>(keys);
        for (int from = 0; from < all.size(); from += KEYS_PER_QUERY) {
            List<String> some = all.subList(from, Math.min(all.size(), from + KEYS_PER_QUERY));
            handle.createQuery("SELECT incident, alert_id, until FROM alert_incidents WHERE incident IN (<keys>)")
                    .bindList("keys", some)
                    .map((row, _) -> Map.entry(
                            row.getString("incident"),
                            new Entry(row.getString("alert_id"), Instant.ofEpochMilli(row.getLong("until")))))
                    .forEach(entry -> incidents.entries.put(entry.getKey(), entry.getValue()));
        }
        return incidents;
    }

    /// The alert that a sighting belongs to; empty when it is the first of its incident.
    Optional<String> alertOf(Sighting sighting) {
        return sighting.keys().keySet().stream()
                .map(key -> entries.get(key))
                .filter(entry -> entry != null
                        && !entry.until().isBefore(sighting.firstAt())
                        && !entry.until().isAfter(latest))
                .map(Entry::alertId)
                .findFirst();
    }

    /// From now on the keys of the sighting lead to this alert, for as long as each lasts.
    void remember(Sighting sighting, String alertId) {
        sighting.keys().forEach((key, lasts) -> put(key, alertId, sighting.lastAt().plus(lasts)));
    }

    /// The incident is over: what comes of it from then on is another.
    ///
    /// @return its alert, if it went on
    Optional<String> end(String key, Instant at) {
        Optional<Entry> ongoing = Optional.ofNullable(entries.get(key)).filter(entry -> entry.until().isAfter(at));
        ongoing.ifPresent(entry -> {
            // One that begins at that very moment is another, too.
            entries.put(key, new Entry(entry.alertId(), at.minusMillis(1)));
            changed.add(key);
        });
        return ongoing.map(Entry::alertId);
    }

    /// From now on the key leads to this alert until then.
    void put(String key, String alertId, Instant until) {
        Entry before = entries.get(key);
        boolean longer = before != null && before.alertId().equals(alertId) && before.until().isAfter(until);
        if (!longer) {
            entries.put(key, new Entry(alertId, until));
            changed.add(key);
        }
    }

    void write(Handle handle) {
        if (changed.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO alert_incidents (incident, alert_id, until) VALUES (:incident, :alertId, :until)
                ON CONFLICT (incident) DO UPDATE SET alert_id = excluded.alert_id, until = excluded.until""")) {
            for (String key : changed) {
                Entry entry = entries.get(key);
                batch.bind("incident", key)
                        .bind("alertId", entry.alertId())
                        .bind("until", entry.until().toEpochMilli())
                        .add();
            }
            batch.execute();
        }
    }

    /// From now on the key leads to this alert, until its end is told.
    static void put(Handle handle, String key, String alertId) {
        Incidents one = new Incidents(NEVER);
        one.put(key, alertId, NEVER);
        one.write(handle);
    }

    static void end(Handle handle, String key) {
        handle.createUpdate("DELETE FROM alert_incidents WHERE incident = :key")
                .bind("key", key)
                .execute();
    }

    static Optional<String> find(Handle handle, String key) {
        return handle.createQuery("SELECT alert_id FROM alert_incidents WHERE incident = :key LIMIT 1")
                .bind("key", key)
                .mapTo(String.class)
                .findOne();
    }
}
