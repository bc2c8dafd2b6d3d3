package io.tollgate.server.guard.admin;

import io.tollgate.server.event.EventLog;
import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.settings.Settings.GuardSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The endpoints of this package.
public final class GuardAdministration {

    private GuardAdministration() {}

    public static List<Endpoint> endpoints(
            GuardModule guard, GuardSettings settings, EventLog events, InstantSource clock) {
        return Stream.of(
                        new AddressEndpoints(
                                        guard.addresses(),
                                        guard.addressTraffic(),
                                        guard::census,
                                        settings,
                                        events,
                                        clock)
                                .endpoints(),
                        new DecisionEndpoints(guard.decisions(), guard.addresses(), events, clock).endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
