package io.tollgate.server.geo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/// Some places of each country: the cities by which the time zone database names its zones. Immutable.
final class Places {
    private static final double EARTH_RADIUS_KILOMETRES = 6_371;

    private final Map<String, List<Place>> byCountry;

    private Places(Map<String, List<Place>> byCountry) {
        this.byCountry = byCountry;
    }

    /// @param latitude  in radians, as is the longitude
    private record Place(double latitude, double longitude) {

        /// The distance on a great circle (haversine formula).
        private double kilometresTo(Place other) {
            double a = squareOfHalfSine(other.latitude - latitude)
                    + Math.cos(latitude) * Math.cos(other.latitude) * squareOfHalfSine(other.longitude - longitude);
            return 2 * EARTH_RADIUS_KILOMETRES * Math.asin(Math.sqrt(Math.min(1, a)));
        }

        private static double squareOfHalfSine(double angle) {
            double sine = Math.sin(angle / 2);
            return sine * sine;
        }
    }

    /// The least distance between places of two countries; empty when one of them is not known.
    OptionalDouble kilometresBetween(String from, String to) {
        List<Place> ends = byCountry.getOrDefault(to, List.of());
        return byCountry.getOrDefault(from, List.of()).stream()
                .flatMapToDouble(start -> ends.stream().mapToDouble(start::kilometresTo))
                .min();
    }

    static Places load() {
        Map<String, List<Place>> byCountry = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(Places.class.getResourceAsStream("places.tsv"))) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] cells = line.split("\t");
                byCountry.computeIfAbsent(cells[0], _ -> new ArrayList<>())
                        .add(new Place(radians(cells[1]), radians(cells[2])));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the places are missing from this build", e);
        }
        return new Places(byCountry);
    }

    private static double radians(String degrees) {
        return Math.toRadians(Double.parseDouble(degrees));
    }
}
