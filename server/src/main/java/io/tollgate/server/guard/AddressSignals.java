package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.time.Instant;

/// What addresses did, on its way to their standing: nowhere while the layer `reputation` is off. Thread-safe.
final class AddressSignals {
    private final Standings standings;
    private final EventLog events;
    private final boolean reputation;

    AddressSignals(Standings standings, EventLog events, GuardSettings settings) {
        this.standings = standings;
        this.events = events;
        this.reputation = settings.layers().contains(Layer.REPUTATION);
    }

    /// @param evidence what was seen, for whoever has to judge a ban that comes of it
    void report(ClientAddress address, Signal signal, String evidence) {
        if (reputation) {
            standings.signal(address, signal, evidence).ifPresent(ban -> banned(address, ban));
        }
    }

    /// Writes scores that changed, and says which addresses they banned.
    void flush() {
        standings.flush().forEach(this::banned);
    }

    private void banned(ClientAddress address, Ban ban) {
        events.record(SecurityEvent.of(EventType.ADDRESS_BANNED, ban.since())
                .from(address)
                .with("reason", ban.reason())
                .with("evidence", ban.evidence())
                .with("until", ban.until().map(Instant::toString).orElse("undone"))
                .with("automatic", "true"));
    }
}
