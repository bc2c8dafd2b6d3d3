package io.tollgate.lab;

import io.tollgate.lab.scenario.Durations;
import io.tollgate.lab.scenario.Pace;
import io.tollgate.lab.scenario.Scenario;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that make a scenario longer or shorter, faster or slower.
final class ScaleOptions {
    @Option(names = "--duration", paramLabel = "TIME", description = "length of the measured part, as 30s or 5m")
    private @Nullable String duration;

    @Option(names = "--rate", paramLabel = "PACE", description = "requests of all users together, as 100/1s or 1000/1m")
    private @Nullable String rate;

    @Option(names = "--users", paramLabel = "N", description = "users; each does as much as before unless --rate is given")
    private @Nullable Integer users;

    @Option(names = "--attackers", paramLabel = "N", description = "attackers")
    private @Nullable Integer attackers;

    @Option(names = "--attack-rate", paramLabel = "PACE", description = "requests of each attacker")
    private @Nullable String attackRate;

    /// @throws IllegalArgumentException when one of them cannot be used with it
    Scenario applyTo(Scenario scenario) {
        Scenario scaled = scenario;
        if (users != null) {
            scaled = scaled.withUsers(users);
        }
        if (rate != null) {
            if (!scenario.users().script().isEmpty()) {
                throw new IllegalArgumentException(
                        "--rate is not for " + scenario.name() + ": its users follow a script, which has its own pauses");
            }
            scaled = scaled.withRate(Pace.parse(rate));
        }
        if ((attackers != null || attackRate != null) && scenario.attack().isEmpty()) {
            throw new IllegalArgumentException(
                    "--attackers and --attack-rate are not for " + scenario.name() + ", in which nobody attacks");
        }
        if (attackers != null) {
            scaled = scaled.withAttackers(attackers);
        }
        if (attackRate != null) {
            scaled = scaled.withAttackRate(Pace.parse(attackRate));
        }
        if (duration != null) {
            Duration wanted = Durations.parse(duration);
            if (wanted.isZero()) {
                throw new IllegalArgumentException("--duration must be more than nothing");
            }
            scaled = scaled.lasting(wanted);
        }
        return scaled;
    }
}
