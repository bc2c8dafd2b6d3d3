package io.tollgate.server.alert;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.event.StoredEvents;
import io.tollgate.server.identity.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Makes alerts of the events of a batch, in the transaction that stores them.
///
/// Bounded: within an hour at most [#MAX_INCIDENTS] incidents of a kind have an alert of their own; those beyond share
/// one. Costs nothing for batches without an event that matters; otherwise one lock shared by all nodes, one query, one more
/// when incidents go on, and two batched statements with a row an incident.
final class AlertRecorder implements StoredEvents {
    static final int MAX_INCIDENTS = 500;

    private static final Duration COUNTED_OVER = Duration.ofHours(1);

    private final Database database;
    private final Outbox outbox;
    private final boolean monitorOnly;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final Runnable committed;

    /// @param committed called once something may be due
    AlertRecorder(
            Database database,
            Outbox outbox,
            boolean monitorOnly,
            TimeOrderedIds ids,
            InstantSource clock,
            Runnable committed) {
        this.database = database;
        this.outbox = outbox;
        this.monitorOnly = monitorOnly;
        this.ids = ids;
        this.clock = clock;
        this.committed = committed;
    }

    @Override
    public void stored(Handle handle, List<Repeated> events) {
        List<Sighting> sightings = Sighting.in(events);
        List<Recovery> recoveries = Recovery.in(events);
        if (sightings.isEmpty() && recoveries.isEmpty()) {
            return;
        }
        database.lock(handle, DatabaseLock.ALERTS);
        Instant now = clock.instant();
        AlertKindRoom room = new AlertKindRoom(handle, now);
        Incidents incidents = Incidents.read(handle, keys(sightings, recoveries), now);
        Growth growth = new Growth();
        Map<String, Recovery> over = new HashMap<>();
        for (Sighting sighting : sightings) {
            recoveries.stream()
                    .filter(recovery -> recovery.precedes(sighting))
                    .forEach(recovery -> end(incidents, recovery, over));
            Optional<String> ongoing = incidents.alertOf(sighting);
            Sighting own = ongoing.isPresent() || room.isLeft(sighting.kind()) ? sighting : sighting.ofTheRest();
            Optional<String> alert = ongoing.or(() -> incidents.alertOf(own));
            alert.ifPresent(id -> growth.add(id, own, own.outcome(monitorOnly)));
            incidents.remember(own, alert.orElseGet(() -> insert(handle, own, room)));
        }
        recoveries.stream()
                .filter(recovery -> sightings.stream().noneMatch(recovery::isOutlasted))
                .forEach(recovery -> end(incidents, recovery, over));
        growth.write(handle);
        announceLate(handle, growth.alerts());
        over.forEach((alert, recovery) -> AlertTable.ended(handle, alert, recovery.outcome(), recovery.at()));
        incidents.write(handle);
        handle.afterCommit(committed);
    }

    private static Set<String> keys(List<Sighting> sightings, List<Recovery> recoveries) {
        Set<String> keys = new HashSet<>();
        for (Sighting sighting : sightings) {
            keys.addAll(sighting.keys().keySet());
            // The incident that those beyond the bound share.
            keys.add(Sighting.rest(sighting.kind()));
        }
        recoveries.forEach(recovery -> keys.add(recovery.incident()));
        return keys;
    }

    private static void end(Incidents incidents, Recovery recovery, Map<String, Recovery> over) {
        incidents.end(recovery.incident(), recovery.at()).ifPresent(alert -> over.put(alert, recovery));
    }

    /// Alerts over the budget whose incidents go on are told once there is room: an incident may go on for days.
    private void announceLate(Handle handle, Set<String> growing) {
        Instant now = clock.instant();
        Set<AlertKind> full = EnumSet.noneOf(AlertKind.class);
        for (AlertTable.HeldBack alert : AlertTable.heldBack(handle, growing)) {
            if (!full.contains(alert.kind()) && !outbox.announceLate(handle, alert.id(), alert.kind(), now)) {
                full.add(alert.kind());
            }
        }
    }

    private String insert(Handle handle, Sighting sighting, AlertKindRoom room) {
        String id = ids.next();
        AlertKind kind = sighting.kind();
        Outbox.Announcement announcement = outbox.announce(handle, kind, clock.instant());
        AlertTable.insert(handle, sighting.incident(), new Alert(
                id,
                kind,
                kind.priority(),
                sighting.headline(),
                sighting.userId(),
                sighting.accountHash(),
                sighting.address(),
                sighting.firstAt(),
                sighting.lastAt(),
                sighting.lastAt().plus(Sighting.GOES_ON),
                sighting.count(),
                sighting.evidence(),
                sighting.outcome(monitorOnly),
                sighting.requestId(),
                Optional.of(sighting.eventId()),
                announcement.state(),
                announcement.message()));
        room.taken(kind);
        return id;
    }

    /// How many more incidents of each kind may have an alert of their own.
    private static final class AlertKindRoom {
        private final Handle handle;
        private final Instant now;
        private final Map<AlertKind, Integer> begun = new EnumMap<>(AlertKind.class);

        private AlertKindRoom(Handle handle, Instant now) {
            this.handle = handle;
            this.now = now;
        }

        private boolean isLeft(AlertKind kind) {
            return begun.computeIfAbsent(kind, k -> begun(k)) < MAX_INCIDENTS;
        }

        private int begun(AlertKind kind) {
            return AlertTable.begunBetween(handle, kind, now.minus(COUNTED_OVER), now.plus(Outbox.SLACK));
        }

        private void taken(AlertKind kind) {
            begun.merge(kind, 1, Integer::sum);
        }
    }
}
