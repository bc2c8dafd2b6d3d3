package io.tollgate.server.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The files of this package on the class path. Each is read once, when it is first asked for, and kept; there are no more
/// than the build put there. Thread-safe.
final class Assets {
    private static final Pattern PUBLIC_NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}\\.(js|css|svg)");

    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    /// Whether `name`, which comes from outside, may be the name of a file: no folder, no page, no class.
    static boolean isPublicName(String name) {
        return PUBLIC_NAME.matcher(name).matches();
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(loaded.get(name)).or(() -> load(name));
    }

    private Optional<Asset> load(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(loaded.computeIfAbsent(name, Asset.reading(in.readAllBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
