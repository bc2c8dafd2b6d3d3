package io.tollgate.server.metrics;

import io.tollgate.server.settings.MetricsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Says which thresholds of use are exceeded, for how long, and what to do about it. Looked at every ten seconds by one
/// thread, read by any.
final class ScalingAdvice {
    private static final String PERCENT = "%";

    /// One threshold.
    ///
    /// @param direction       `out` for more nodes, `up` for larger ones
    /// @param exceededSeconds for how long the value has been above the limit without a break
    /// @param requiredSeconds how long that must be
    /// @param holds           whether it is to be acted on
    record Threshold(
            String name,
            String direction,
            double value,
            double limit,
            String unit,
            long exceededSeconds,
            long requiredSeconds,
            boolean holds,
            String advice) {}

    private final List<Rule> rules;
    private volatile List<Threshold> thresholds;

    ScalingAdvice(MetricsSettings.Scaling settings, Instant now) {
        Duration sustained = settings.sustained();
        rules = List.of(
                new Rule("cpu", "out", settings.cpu(), PERCENT, sustained, RecentMinute::cpu,
                        "Add a node: this one is short of processor time."),
                new Rule("memory", "out", settings.memory(), PERCENT, sustained, RecentMinute::memory,
                        "Add a node: this one is short of memory."),
                new Rule("connections", "out", settings.connections(), "connections", Duration.ZERO,
                        RecentMinute::connections, "Add a node: this one holds many connections."),
                new Rule("throughput", "out", settings.requestsPerMinute(), "requests/min", Duration.ZERO,
                        RecentMinute::requests, "Add a node: this one answers more than it is meant to."),
                new Rule("memory-up", "up", settings.upMemory(), PERCENT, sustained, RecentMinute::memory,
                        "Give this node 256 MB more memory."),
                new Rule("cpu-up", "up", settings.upCpu(), PERCENT, sustained, RecentMinute::cpu,
                        "Give this node one more core."),
                new Rule("redis-memory", "up", settings.redisMemory(), PERCENT, sustained, RecentMinute::redisFull,
                        "Raise maxmemory of Redis."));
        thresholds = rules.stream().map(rule -> rule.look(0, now)).toList();
    }

    void look(RecentMinute recent, Instant now) {
        thresholds = rules.stream()
                .map(rule -> rule.look(rule.value.applyAsDouble(recent), now))
                .toList();
    }

    List<Threshold> thresholds() {
        return thresholds;
    }

    /// What to do, in sentences; empty when nothing is.
    List<String> advice() {
        return thresholds.stream().filter(Threshold::holds).map(Threshold::advice).toList();
    }

    private static final class Rule {
        private final String name;
        private final String direction;
        private final double limit;
        private final String unit;
        private final Duration required;
        private final ToDoubleFunction<RecentMinute> value;
        private final String advice;
        private Instant within = Instant.EPOCH;

        private Rule(
                String name,
                String direction,
                double limit,
                String unit,
                Duration required,
                ToDoubleFunction<RecentMinute> value,
                String advice) {
            this.name = name;
            this.direction = direction;
            this.limit = limit;
            this.unit = unit;
            this.required = required;
            this.value = value;
            this.advice = advice;
        }

        private Threshold look(double current, Instant now) {
            boolean over = current > limit;
            if (!over) {
                within = now;
            }
            Duration exceeded = Duration.between(within, now);
            return new Threshold(
                    name,
                    direction,
                    Figures.rounded(current),
                    limit,
                    unit,
                    Math.max(0, exceeded.toSeconds()),
                    required.toSeconds(),
                    over && exceeded.compareTo(required) >= 0,
                    advice);
        }
    }
}
