package io.tollgate.server;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.http.ConnectionBounds;
import java.time.InstantSource;

/// Makes security events of bounds of connections that were reached. Thread-safe.
record ConnectionNotices(EventLog events, InstantSource clock) implements ConnectionBounds.Listener {

    @Override
    public void reached(ClientAddress client, String rule, int bound) {
        events.record(SecurityEvent.of(EventType.EXCESS_RATE_LIMIT_EXCEEDED, clock.instant())
                .from(client)
                .with("rule", rule)
                .with("limit", bound + " at once"));
    }
}
