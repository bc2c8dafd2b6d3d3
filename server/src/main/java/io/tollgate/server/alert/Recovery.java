package io.tollgate.server.alert;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents.Repeated;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// That an incident is over, as the server noticed. What comes of the same kind later is a new incident, and told anew.
///
/// @param outcome what its alert says from then on
record Recovery(String incident, Instant at, String outcome) {

    static List<Recovery> in(List<Repeated> events) {
        return events.stream().flatMap(repeated -> of(repeated).stream()).toList();
    }

    private static Optional<Recovery> of(Repeated repeated) {
        SecurityEvent event = repeated.first();
        return switch (event.type()) {
            case SYS_NODE_RECOVERED -> Optional.of(new Recovery(
                    Sighting.incident(AlertKind.NODE_LOST, EventType.SYS_NODE_LOST, event),
                    repeated.lastAt(),
                    "the node is back"));
            case SYS_STORE_RECOVERED -> Optional.of(new Recovery(
                    Sighting.incident(AlertKind.OTHER, EventType.SYS_STORE_OUTAGE, event),
                    repeated.lastAt(),
                    "the store decides again"));
            default -> Optional.empty();
        };
    }

    boolean precedes(Sighting sighting) {
        return incident.equals(sighting.incident()) && at.isBefore(sighting.firstAt());
    }

    /// Whether a sighting says that the incident went on nevertheless.
    boolean isOutlasted(Sighting sighting) {
        return incident.equals(sighting.incident()) && at.isBefore(sighting.lastAt());
    }
}
