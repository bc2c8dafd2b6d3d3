package io.tollgate.server.alert;

import io.tollgate.server.alert.Alert.State;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.event.StoredEvents;
import io.tollgate.server.identity.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Makes alerts of the events of a batch, in the transaction that stores them.
///
/// Bounded: within an hour at most [#MAX_INCIDENTS] incidents of a kind have an alert of their own; those beyond share
/// one. Costs nothing for batches without an event that matters; otherwise one lock shared by all nodes, one query, and
/// two batched statements with a row an incident.
final class AlertRecorder implements StoredEvents {
    static final int MAX_INCIDENTS = 500;

    private static final Duration COUNTED_OVER = Duration.ofHours(1);

    private final Database database;
    private final Outbox outbox;
    private final Priority least;
    private final boolean monitorOnly;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final Runnable committed;

    /// @param least     alerts below are kept and not sent
    /// @param committed called once something may be due
    AlertRecorder(
            Database database,
            Outbox outbox,
            Priority least,
            boolean monitorOnly,
            TimeOrderedIds ids,
            InstantSource clock,
            Runnable committed) {
        this.database = database;
        this.outbox = outbox;
        this.least = least;
        this.monitorOnly = monitorOnly;
        this.ids = ids;
        this.clock = clock;
        this.committed = committed;
    }

    @Override
    public void stored(Handle handle, List<Repeated> events) {
        List<Sighting> sightings = Sighting.in(events);
        if (sightings.isEmpty()) {
            return;
        }
        database.lock(handle, DatabaseLock.ALERTS);
        Set<String> keys = new HashSet<>();
        sightings.forEach(sighting -> keys.addAll(sighting.keys().keySet()));
        AlertKindRoom room = new AlertKindRoom(handle, clock.instant());
        // The incidents that those beyond the bound share.
        sightings.forEach(sighting -> keys.add(Sighting.rest(sighting.kind())));
        Incidents incidents = Incidents.read(handle, keys);
        Growth growth = new Growth();
        for (Sighting sighting : sightings) {
            Optional<String> ongoing = incidents.alertOf(sighting);
            Sighting own = ongoing.isPresent() || room.isLeft(sighting.kind()) ? sighting : sighting.ofTheRest();
            Optional<String> alert = ongoing.or(() -> incidents.alertOf(own));
            alert.ifPresent(id -> growth.add(id, own));
            incidents.remember(own, alert.orElseGet(() -> insert(handle, own, room)));
        }
        growth.write(handle);
        incidents.write(handle);
        handle.afterCommit(committed);
    }

    private String insert(Handle handle, Sighting sighting, AlertKindRoom room) {
        String id = ids.next();
        AlertKind kind = sighting.kind();
        boolean quiet = kind.priority().compareTo(least) < 0;
        Optional<String> message = quiet ? Optional.empty() : outbox.announce(handle, kind, clock.instant());
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
                monitorOnly ? Optional.of("nothing: the guard only watches") : sighting.outcome(),
                sighting.requestId(),
                Optional.of(sighting.eventId()),
                message.isPresent() ? State.ANNOUNCED : quiet ? State.QUIET : State.SUPPRESSED,
                message));
        room.taken(kind);
        return id;
    }

    /// How many more incidents of each kind may have an alert of their own.
    private static final class AlertKindRoom {
        private final Handle handle;
        private final Instant since;
        private final Map<AlertKind, Integer> begun = new EnumMap<>(AlertKind.class);

        private AlertKindRoom(Handle handle, Instant now) {
            this.handle = handle;
            this.since = now.minus(COUNTED_OVER);
        }

        private boolean isLeft(AlertKind kind) {
            return begun.computeIfAbsent(kind, k -> AlertTable.begunSince(handle, k, since)) < MAX_INCIDENTS;
        }

        private void taken(AlertKind kind) {
            begun.merge(kind, 1, Integer::sum);
        }
    }
}
