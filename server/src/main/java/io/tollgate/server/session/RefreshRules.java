package io.tollgate.server.session;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.geo.Travel;
import io.tollgate.server.geo.Travel.Journey;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.util.Optional;

/// What is looked at when a session is refreshed, and what follows. Immutable.
///
/// @param limit       rotations of one session; empty for any number
/// @param excess      what follows from more
/// @param travel      empty when nobody asks where people are
/// @param travelEnds  whether a session ends that changed its country; otherwise it is only noticed
public record RefreshRules(Optional<RateLimit> limit, Excess excess, Optional<Travel> travel, boolean travelEnds) {

    public enum Excess {
        /// The session ends: its owner logs in again, a thief does not.
        END_SESSION,
        /// The refresh is refused until there is room.
        REFUSE,
        /// It is noticed.
        WATCH
    }

    /// As the settings of the guard say.
    public static RefreshRules of(GuardSettings guard, Travel travel) {
        boolean detects = guard.layers().contains(Layer.DETECTION);
        boolean counts = detects || guard.layers().contains(Layer.LIMITS);
        Excess excess = detects ? Excess.END_SESSION : Excess.REFUSE;
        return new RefreshRules(
                Optional.ofNullable(guard.limits().get(Settings.REFRESH_RULE)).filter(_ -> counts),
                guard.enforces(Settings.REFRESH_RULE) ? excess : Excess.WATCH,
                detects ? Optional.of(travel) : Optional.empty(),
                guard.enforces(Settings.TRAVEL_RULE));
    }

    Optional<Journey> journey(Optional<String> before, String now) {
        return travel.flatMap(known -> before.flatMap(ClientAddress::parse)
                .flatMap(from -> ClientAddress.parse(now).flatMap(to -> known.between(from, to))));
    }
}
