package io.tollgate.server.geo;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.server.settings.Settings.GeoSettings;
import io.tollgate.server.settings.SettingsException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Knows the country of an address. Thread-safe.
@FunctionalInterface
public interface Countries {

    /// The ISO 3166-1 alpha-2 code; empty when it is not known, as for private addresses.
    Optional<String> of(ClientAddress address);

    /// Knows no country.
    static Countries none() {
        return _ -> Optional.empty();
    }

    /// Those that the settings name.
    ///
    /// @param folder where the database that comes with the server is unpacked
    /// @throws SettingsException when a file of one's own cannot be used
    static Countries of(GeoSettings settings, Path folder) {
        return switch (settings) {
            case GeoSettings.Shipped() -> shipped(folder);
            case GeoSettings.Off() -> none();
            case GeoSettings.Own(Path file) -> own(file);
        };
    }

    private static Countries own(Path file) {
        try {
            return in(file);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new SettingsException(List.of(
                    "geo.database names " + file + ", which is no readable country database: " + e.getMessage()));
        }
    }

    /// Those of a file: a database in MaxMind's format, or, when its name ends in `.csv`, lines of `network,country`.
    ///
    /// @throws IllegalArgumentException when it cannot be read
    static Countries in(Path file) {
        return file.toString().endsWith(".csv") ? CountryTable.read(file) : CountryDatabase.open(file);
    }

    /// Those of the database that comes with the server.
    ///
    /// @param folder where it is unpacked, so that it is mapped rather than held in memory; at the first look-up
    static Countries shipped(Path folder) {
        return new ShippedCountries(folder);
    }
}
