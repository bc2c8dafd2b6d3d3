package io.tollgate.server.health;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// One part that can be well or not.
///
/// @param name  of the part
/// @param check empty when it is not in use; otherwise what is wrong, empty when nothing is. What it throws is wrong, too
public record HealthCheck(String name, Optional<Supplier<Optional<String>>> check) {
    private static final long LITTLE_SPACE = 256L << 20;

    /// A part that is in use.
    public static HealthCheck of(String name, Supplier<Optional<String>> check) {
        return new HealthCheck(name, Optional.of(check));
    }

    /// A part that is not in use.
    public static HealthCheck off(String name) {
        return new HealthCheck(name, Optional.empty());
    }

    /// A part that is well when asking it something succeeds.
    public static HealthCheck asking(String name, Runnable question) {
        return of(name, () -> {
            question.run();
            return Optional.empty();
        });
    }

    /// The space left where files and the embedded database are.
    public static HealthCheck diskSpace(Path folder) {
        return of("disk", () -> {
            try {
                FileStore store = Files.getFileStore(folder);
                return store.getUsableSpace() < LITTLE_SPACE
                        ? Optional.of("less than 256 MB are left")
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.of("cannot be read");
            }
        });
    }
}
