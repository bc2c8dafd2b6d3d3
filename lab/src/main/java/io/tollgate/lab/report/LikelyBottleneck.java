package io.tollgate.lab.report;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.scenario.Operation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What limited a scenario, as far as its figures show: the first of these that holds, from what makes the others
/// meaningless to what is merely slow.
final class LikelyBottleneck {
    private static final double SLOW_MILLIS = 500;
    private static final double SLOW_REDIS_MILLIS = 10;
    private static final String UNAVAILABLE = "503";
    private static final String SUCCESS = "2";
    /// What the lab demands of every scenario is less.
    private static final double MANY_ERRORS = 0.001;
    /// Kinds of requests for which a password is hashed.
    private static final Set<String> HASHING = Set.of("log-in", "guess", "sign-up");

    private LikelyBottleneck() {}

    static Bottleneck of(ScenarioResult scenario) {
        String used = used(scenario);
        double driver = scenario.driver() == null ? 0 : scenario.driver().cpu();
        if (driver >= Bottleneck.BUSY) {
            return new Bottleneck("driver", "it was busy itself: " + used);
        }
        long hashesRefused = unavailable(scenario, HASHING::contains);
        if (hashesRefused > 0) {
            return new Bottleneck(
                    "password hash",
                    Format.number(hashesRefused) + " requests that need a hash were answered with 503, which a server gives when "
                            + "too many passwords wait to be hashed; " + used);
        }
        long refused = unavailable(scenario, kind -> !HASHING.contains(kind));
        if (refused > 0) {
            return new Bottleneck(
                    "unavailable",
                    Format.number(refused) + " answers were 503, none of them to a request that needs a hash: a part of the "
                            + "server, as its database, did not answer; " + used);
        }
        if (scenario.redisLatency() != null && scenario.redisLatency().p99() > SLOW_REDIS_MILLIS) {
            return new Bottleneck(
                    "Redis",
                    "p99 of its commands was " + Format.millis(scenario.redisLatency().p99()) + " in the worst second, their mean "
                            + Format.millis(scenario.redisLatency().mean()) + "; " + used);
        }
        if (scenario.cpuUsage() != null && scenario.cpuUsage() + driver >= Bottleneck.BUSY) {
            return driver > scenario.cpuUsage()
                    ? new Bottleneck("driver", "it took more than the server: " + used)
                    : new Bottleneck(loginsAreSlowest(scenario) ? "password hash" : "CPU", used);
        }
        if (scenario.responseTime() != null && scenario.responseTime().p99() > SLOW_MILLIS) {
            return new Bottleneck(
                    "waiting",
                    "p99 was " + Format.millis(scenario.responseTime().p99()) + ", yet " + used
                            + ": requests waited for the database, a lock, or other programs of the machine");
        }
        if (scenario.errorRate() >= MANY_ERRORS) {
            return new Bottleneck(
                    "errors",
                    Format.percent(scenario.errorRate()) + " of what the users asked for failed" + commonestFailure(scenario) + "; " + used);
        }
        return new Bottleneck("none", "the load was carried; " + used);
    }

    /// Of the users alone: attackers are refused as they should be.
    private static String commonestFailure(ScenarioResult scenario) {
        Map<String, Long> failures = new TreeMap<>();
        scenario.byKind().forEach((name, kind) -> {
            if (kind.errors() > 0 && Operation.parse(name).filter(Operation::isAttack).isEmpty()) {
                kind.statuses().forEach((status, count) -> failures.merge(status, count, Long::sum));
            }
        });
        failures.keySet().removeIf(status -> status.startsWith(SUCCESS));
        return failures.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> ", most often with " + most.getKey() + " (" + Format.number(most.getValue()) + ")")
                .orElse("");
    }

    private static long unavailable(ScenarioResult scenario, Predicate<String> chosen) {
        return scenario.byKind().entrySet().stream()
                .filter(entry -> chosen.test(entry.getKey()))
                .mapToLong(entry -> entry.getValue().statuses().getOrDefault(UNAVAILABLE, 0L))
                .sum();
    }

    private static String used(ScenarioResult scenario) {
        String server = scenario.cpuUsage() == null
                ? "what the server used was not read"
                : "the server used " + Format.percent(scenario.cpuUsage()) + " of the machine";
        return scenario.driver() == null
                ? server
                : server + ", the driver " + Format.percent(scenario.driver().cpu());
    }

    private static boolean loginsAreSlowest(ScenarioResult scenario) {
        return scenario.byKind().entrySet().stream()
                .filter(entry -> entry.getValue().latency() != null)
                .max((a, b) -> Double.compare(median(a.getValue()), median(b.getValue())))
                .filter(entry -> HASHING.contains(entry.getKey()))
                .isPresent();
    }

    private static double median(KindResult kind) {
        return kind.latency().p50();
    }
}
