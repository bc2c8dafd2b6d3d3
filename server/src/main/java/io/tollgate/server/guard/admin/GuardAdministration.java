package io.tollgate.server.guard.admin;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.http.Endpoint;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The endpoints of this package.
public final class GuardAdministration {

    private GuardAdministration() {}

    /// @param allowList what the settings exempt
    public static List<Endpoint> endpoints(
            GuardModule guard, CidrSet allowList, EventLog events, InstantSource clock) {
        return Stream.of(
                        new AddressEndpoints(
                                        guard.addresses(),
                                        guard.addressTraffic(),
                                        guard::census,
                                        allowList,
                                        events,
                                        clock)
                                .endpoints(),
                        new DecisionEndpoints(guard.decisions(), guard.addresses(), events, clock).endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
