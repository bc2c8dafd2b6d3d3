package io.tollgate.server.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The programs that are installed on this machine.
public final class Programs {
    /// What `.ci/run` installs.
    private static final Set<String> INSTALLED_IN_CI = Set.of("chromium", "nginx");

    private Programs() {}

    /// The program that goes by one of these names: the first that the folders of PATH have, folder by folder.
    ///
    /// Skips the test that asks when there is none. In CI (`CI=true`) that is a failure instead, of a program that is
    /// installed there.
    public static Path require(String... names) {
        return find(List.of(names)).orElseGet(() -> {
            String missing = "no " + String.join(" or ", names) + " on PATH: not tested";
            if ("true".equals(System.getenv("CI")) && Stream.of(names).anyMatch(INSTALLED_IN_CI::contains)) {
                throw new AssertionError(missing);
            }
            // The reason of a skipped test stands in a report that nobody opens.
            System.err.println("Skipped: " + missing);
            return Assumptions.abort(missing);
        });
    }

    private static Optional<Path> find(List<String> names) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> names.stream().map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
