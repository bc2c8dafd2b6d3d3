package io.tollgate.lab.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The scenarios that come with the lab, and those of a person's own.
public final class Catalogue {
    private static final List<String> NAMES = List.of(
            "smoke",
            "normal",
            "normal-sustained",
            "peak",
            "peak-sustained",
            "soak",
            "stages",
            "stages-original",
            "brute-force",
            "bots",
            "stuffing",
            "spraying",
            "slow",
            "botnet",
            "lockout",
            "token-theft",
            "signup-flood");

    private Catalogue() {}

    /// What comes with the lab, in the order of a list.
    public static List<Scenario> all() {
        return NAMES.stream().map(Catalogue::shipped).toList();
    }

    /// @param name of one that comes with the lab, or a file ending in `.yaml` or `.yml`
    /// @return empty when there is none of that name
    /// @throws ScenarioException when the definition cannot be used
    public static Optional<Scenario> find(String name) {
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return Optional.of(read(Path.of(name)));
        }
        return Optional.of(name).filter(NAMES::contains).map(Catalogue::shipped);
    }

    private static Scenario read(Path file) {
        try {
            return ScenarioReader.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ScenarioException(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    private static Scenario shipped(String name) {
        String file = name + ".yaml";
        try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return ScenarioReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
