package io.tollgate.lab.run;

import io.tollgate.lab.result.Growth;
import io.tollgate.lab.result.MemoryUsage;
import io.tollgate.lab.result.Summary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What the server said of itself about a run.
///
/// @param seconds  those of the measured part
/// @param all      those of the whole run
/// @param restarts how often its process changed
/// @param wrong    passwords hashed and found wrong in the run; users know theirs
/// @param newPeers addresses that sent something for the first time; null when the server has seen more than it counts
record ServerView(
        List<ServerSecond> seconds,
        List<ServerSecond> all,
        double residentBefore,
        int restarts,
        long wrong,
        @Nullable Long newPeers) {

    /// The share of the machine's cores its process used in the measured part, 0 to 1; empty when the server told nothing.
    OptionalDouble cpu() {
        OptionalDouble percent = seconds.stream().mapToDouble(ServerSecond::cpuPercent).average();
        return percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : percent;
    }

    /// The most memory of the whole run, in MB; empty when the server told nothing.
    OptionalDouble resident() {
        return all.stream().mapToDouble(ServerSecond::residentMegabytes).max();
    }

    Optional<MemoryUsage> memory() {
        return resident().stream().mapToObj(peak -> MemoryUsage.of(residentBefore, peak)).findFirst();
    }

    /// What grew over the measured part; nothing of a part too short to tell.
    List<Growth> growths() {
        return Growths.of(seconds);
    }

    /// How many things grew steadily; empty when the part was too short to tell.
    OptionalDouble leaks() {
        List<Growth> growths = growths();
        return growths.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(growths.stream().filter(Growth::isLeak).count());
    }

    /// The most at once; empty when the server told nothing.
    OptionalInt connections() {
        return all.stream().mapToInt(ServerSecond::connections).max();
    }

    /// Means and percentiles are those of the seconds, but for the maximum and p99, which are the worst second's p99.
    Optional<Summary> redis() {
        List<ServerSecond> used =
                seconds.stream().filter(second -> second.redisOperations() > 0).toList();
        if (used.isEmpty()) {
            return Optional.empty();
        }
        Summary means = Summary.of(used.stream().map(ServerSecond::redisMillis).toList(), "ms");
        long operations = used.stream().mapToLong(ServerSecond::redisOperations).sum();
        double total = used.stream()
                .mapToDouble(second -> second.redisOperations() * second.redisMillis())
                .sum();
        double worst = used.stream().mapToDouble(ServerSecond::redisP99Millis).max().orElse(0);
        return Optional.of(new Summary(
                operations, total / operations, means.min(), worst, means.p50(), means.p95(), worst, "ms"));
    }

    OptionalDouble redisMean() {
        return redis().map(summary -> OptionalDouble.of(summary.mean())).orElse(OptionalDouble.empty());
    }
}
