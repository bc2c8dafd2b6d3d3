package io.tollgate.lab.run;

import io.tollgate.lab.result.Growth;
import io.tollgate.lab.result.MemoryUsage;
import io.tollgate.lab.result.Summary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// What the server said of itself about a run.
///
/// @param seconds  those of the measured part
/// @param all      those of the whole run
/// @param restarts how often its process changed
/// @param wrong    passwords hashed and found wrong in the run; users know theirs
/// @param newPeers addresses that sent something for the first time
record ServerView(
        List<ServerSecond> seconds,
        List<ServerSecond> all,
        double residentBefore,
        int restarts,
        long wrong,
        long newPeers) {

    /// The share of the machine's cores its process used in the measured part, 0 to 1.
    double cpu() {
        return mean(ServerSecond::cpuPercent) / 100;
    }

    private double mean(ToDoubleFunction<ServerSecond> figure) {
        return seconds.stream().mapToDouble(figure).average().orElse(0);
    }

    /// The most memory of the whole run, in MB.
    double resident() {
        return all.stream().mapToDouble(ServerSecond::residentMegabytes).max().orElse(residentBefore);
    }

    MemoryUsage memory() {
        return MemoryUsage.of(residentBefore, resident());
    }

    /// What grew over the measured part; nothing of a part too short to tell.
    List<Growth> growths() {
        return Growths.of(seconds);
    }

    int connections() {
        return all.stream().mapToInt(ServerSecond::connections).max().orElse(0);
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
