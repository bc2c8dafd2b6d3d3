package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;

/// What addresses did, on its way to their standing: nowhere while the layer `reputation` is off. Thread-safe.
final class AddressSignals {
    private final Standings standings;
    private final boolean reputation;

    AddressSignals(Standings standings, GuardSettings settings) {
        this.standings = standings;
        this.reputation = settings.layers().contains(Layer.REPUTATION);
    }

    /// @param evidence what was seen, for whoever has to judge a ban that comes of it
    void report(ClientAddress address, Signal signal, String evidence) {
        if (reputation) {
            standings.signal(address, signal, evidence).ifPresent(ban -> GuardLog.banned(address, ban));
        }
    }
}
