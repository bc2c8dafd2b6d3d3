package io.tollgate.lab.report;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.ScenarioResult;

/// What limited a scenario, as far as its figures show: the first of these that holds, from what makes the others
/// meaningless to what is merely slow.
final class LikelyBottleneck {
    private static final double BUSY = 0.85;
    private static final double SLOW_MILLIS = 500;
    private static final double SLOW_REDIS_MILLIS = 10;
    private static final String LOGIN = "log";
    private static final String UNAVAILABLE = "503";

    private LikelyBottleneck() {}

    /// What the run itself named, else what its figures say.
    static Bottleneck of(ScenarioResult scenario) {
        if (scenario.bottleneck() != null) {
            return scenario.bottleneck();
        }
        String used = used(scenario);
        if (scenario.driver() != null && scenario.driver().cpu() >= BUSY) {
            return new Bottleneck("driver", "it was busy itself: " + used);
        }
        long unavailable = scenario.statuses().getOrDefault(UNAVAILABLE, 0L);
        if (unavailable > 0) {
            return new Bottleneck(
                    "password hash",
                    Format.number(unavailable) + " answers were 503, which a server gives when too many passwords wait to be "
                            + "hashed; " + used);
        }
        if (scenario.redisLatency() != null && scenario.redisLatency().p99() > SLOW_REDIS_MILLIS) {
            return new Bottleneck(
                    "Redis", "p99 of its commands was " + Format.millis(scenario.redisLatency().p99()) + "; " + used);
        }
        if (scenario.cpuUsage() >= BUSY) {
            return new Bottleneck(loginsAreSlowest(scenario) ? "password hash" : "CPU", used);
        }
        if (scenario.responseTime() != null && scenario.responseTime().p99() > SLOW_MILLIS) {
            return new Bottleneck(
                    "waiting",
                    "p99 was " + Format.millis(scenario.responseTime().p99()) + ", yet " + used
                            + ": requests waited for the database, a lock, or other programs of the machine");
        }
        return new Bottleneck("none", "the load was carried; " + used);
    }

    private static String used(ScenarioResult scenario) {
        String server = "the server used " + Format.percent(scenario.cpuUsage()) + " of the machine";
        return scenario.driver() == null ? server : server + " and the driver " + Format.percent(scenario.driver().cpu());
    }

    private static boolean loginsAreSlowest(ScenarioResult scenario) {
        return scenario.byKind().entrySet().stream()
                .filter(entry -> entry.getValue().latency() != null)
                .max((a, b) -> Double.compare(median(a.getValue()), median(b.getValue())))
                .filter(entry -> entry.getKey().startsWith(LOGIN) || entry.getKey().equals("guess"))
                .isPresent();
    }

    private static double median(KindResult kind) {
        return kind.latency().p50();
    }
}
