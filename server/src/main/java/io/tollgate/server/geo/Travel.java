package io.tollgate.server.geo;

import io.tollgate.guard.address.ClientAddress;
import java.time.Duration;
import java.util.Optional;

/// Compares where somebody was with where he is. Thread-safe.
///
/// Only countries are known, so that a distance is the least between the places of two countries, less what a border may
/// bring: too small rather than too large. Who lives at a border or uses a tunnel may be suspected wrongly; so nobody's
/// address is held against him for it.
public final class Travel {
    /// Faster than airliners fly.
    private static final double KILOMETRES_PER_HOUR = 1_000;

    /// Nearer than this is next door.
    private static final double NEXT_DOOR = 300;

    private static final Duration LEAST = Duration.ofMinutes(1);

    /// Read when somebody first changes his country, not at every start.
    private static final class Loaded {
        private static final Places PLACES = Places.load();
    }

    private final Countries countries;

    public Travel(Countries countries) {
        this.countries = countries;
    }

    /// From one country to another.
    public record Journey(String from, String to) {}

    /// The change of country between two addresses; empty when there is none or a country is not known.
    public Optional<Journey> between(ClientAddress from, ClientAddress to) {
        if (from.equals(to)) {
            return Optional.empty();
        }
        Optional<String> start = countries.of(from);
        Optional<String> end = countries.of(to);
        return start.isPresent() && end.isPresent() && !start.equals(end)
                ? Optional.of(new Journey(start.get(), end.get()))
                : Optional.empty();
    }

    /// As [#between], when nobody can have made the journey in the time.
    public Optional<Journey> impossible(ClientAddress from, ClientAddress to, Duration time) {
        return between(from, to).filter(journey -> isImpossible(journey, time));
    }

    private boolean isImpossible(Journey journey, Duration time) {
        double hours = Math.max(LEAST.toMillis(), time.toMillis()) / (double) Duration.ofHours(1).toMillis();
        double distance = Loaded.PLACES.kilometresBetween(journey.from(), journey.to()).orElse(0);
        return (distance - NEXT_DOOR) / hours > KILOMETRES_PER_HOUR;
    }
}
