package io.tollgate.lab.report;

import io.tollgate.lab.result.PercentilePoint;
import io.tollgate.lab.result.RequestLatency;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.Scaling;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// One figure of a result that can be laid beside that of another.
///
/// @param better    which direction is the good one
/// @param floor     a difference below it says nothing, whatever its ratio
/// @param worst     what it may be in truth at the worst and at the best: of several runs or rounds their range, of a percentile
///                  its confidence interval, else the value
record Metric(double value, String unit, Better better, double floor, double worst, double best) {
    private static final double MILLIS_FLOOR = 0.5;
    /// Of a command of Redis.
    private static final double MICROS_FLOOR = 50;
    private static final double SHARE_FLOOR = 0.002;
    private static final double CPU_FLOOR = 0.05;
    private static final double MEGABYTES_FLOOR = 8;

    /// What is wished of a figure.
    enum Better { LOWER, HIGHER }

    private static Metric single(double value, String unit, Better better, double floor) {
        return new Metric(value, unit, better, floor, value, value);
    }

    private static Metric runs(Summary runs, Better better) {
        boolean lower = better == Better.LOWER;
        String unit = runs.unit() == null ? "" : runs.unit();
        return new Metric(
                runs.p50(),
                unit,
                better,
                floor(unit),
                lower ? runs.max() : runs.min(),
                lower ? runs.min() : runs.max());
    }

    /// Of a distribution of many calls, whose range is not that of runs.
    private static Metric calls(Summary calls) {
        return calls(calls, Summary::p50);
    }

    /// What it may be in truth is what it was in any round; of older results, which have no rounds, it is the value.
    private static Metric calls(Summary calls, ToDoubleFunction<Summary> figure) {
        String unit = calls.unit() == null ? "" : calls.unit();
        double value = figure.applyAsDouble(calls);
        DoubleSummaryStatistics rounds = DoubleStream.concat(
                        DoubleStream.of(value),
                        calls.rounds() == null ? DoubleStream.empty() : calls.rounds().stream().mapToDouble(figure))
                .summaryStatistics();
        return new Metric(value, unit, Better.LOWER, floor(unit), rounds.getMax(), rounds.getMin());
    }

    private static double floor(String unit) {
        return switch (unit) {
            case "ms" -> MILLIS_FLOOR;
            case "\u00b5s" -> MICROS_FLOOR;
            case "MB" -> MEGABYTES_FLOOR;
            case "/s", "requests/s", "events/s" -> 1;
            default -> 0;
        };
    }

    /// Everything that `result` says, by name, in the order of the report.
    static Map<String, Metric> of(Result result) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        result.scenarios().forEach(scenario -> addScenario(metrics, scenario));
        if (result.scaling() != null) {
            metrics.put("scaling: capacity", capacity(result.scaling()));
        }
        if (result.requestLatency() != null) {
            addLatency(metrics, result.requestLatency());
        }
        addRuns(metrics, "part", result.components(), Better.LOWER);
        if (result.redisOperations() != null) {
            result.redisOperations().forEach((name, calls) -> metrics.put("Redis: " + name, calls(calls)));
        }
        if (result.events() != null) {
            metrics.put("security log on", calls(result.events().on()));
            addRuns(metrics, "events stored", result.events().storedPerSecond(), Better.HIGHER);
        }
        if (result.guard() != null) {
            metrics.put("throughput, no layers", runs(result.guard().noLayers(), Better.HIGHER));
            metrics.put("throughput, all layers", runs(result.guard().allLayers(), Better.HIGHER));
        }
        if (result.metrics() != null) {
            metrics.put("throughput, collector off", runs(result.metrics().off(), Better.HIGHER));
            metrics.put("throughput, collector on", runs(result.metrics().on(), Better.HIGHER));
        }
        if (result.cache() != null) {
            metrics.put("throughput, cache off", runs(result.cache().off(), Better.HIGHER));
            metrics.put("throughput, cache on", runs(result.cache().on(), Better.HIGHER));
        }
        if (result.http() != null) {
            result.http().forEach((server, rate) -> {
                metrics.put("throughput, " + server, runs(rate.perSecond(), Better.HIGHER));
                metrics.put("throughput a core, " + server, runs(rate.perCoreSecond(), Better.HIGHER));
            });
        }
        if (result.rates() != null) {
            result.rates().forEach((name, times) -> {
                metrics.put("at a rate, mean: " + name, calls(times, Summary::mean));
                metrics.put("at a rate, p95: " + name, calls(times, Summary::p95));
                metrics.put("at a rate, p99: " + name, calls(times, Summary::p99));
            });
        }
        if (result.versions() != null) {
            result.versions().forEach((name, summary) -> addVersion(metrics, name, summary));
        }
        if (result.logins() != null) {
            result.logins().forEach(rate ->
                    metrics.put("logins, " + rate.callers() + " callers", runs(rate.logins(), Better.HIGHER)));
        }
        if (result.startup() != null) {
            metrics.put("start to first answer", runs(result.startup().aheadOfTimeCache(), Better.LOWER));
            if (result.startup().again() != null) {
                metrics.put("further start", runs(result.startup().again(), Better.LOWER));
            }
        }
        if (result.memoryUsage() != null) {
            metrics.put("memory", single(result.memoryUsage().current(), "MB", Better.LOWER, MEGABYTES_FLOOR));
        }
        return metrics;
    }

    private static void addScenario(Map<String, Metric> metrics, ScenarioResult scenario) {
        String name = scenario.scenario() + ": ";
        metrics.put(name + "throughput", single(scenario.throughput(), "/s", Better.HIGHER, 1));
        if (scenario.responseTime() != null && scenario.responseTime().count() > 0) {
            metrics.put(name + "response p50", percentile(scenario, 50, scenario.responseTime().p50()));
            metrics.put(name + "response p95", percentile(scenario, 95, scenario.responseTime().p95()));
            metrics.put(name + "response p99", percentile(scenario, 99, scenario.responseTime().p99()));
        }
        metrics.put(name + "error rate", single(scenario.errorRate(), "", Better.LOWER, SHARE_FLOOR));
        metrics.put(name + "dropped", single(scenario.dropped(), "", Better.LOWER, 1));
        if (scenario.cpuUsage() != null) {
            metrics.put(name + "server CPU", single(scenario.cpuUsage(), "", Better.LOWER, CPU_FLOOR));
        }
        if (scenario.memoryUsage() != null) {
            metrics.put(name + "memory", single(scenario.memoryUsage().current(), "MB", Better.LOWER, MEGABYTES_FLOOR));
        }
        long missed = scenario.thresholds().stream().filter(threshold -> !threshold.held()).count();
        metrics.put(name + "thresholds missed", single(missed, "", Better.LOWER, 1));
        if (scenario.attack() != null) {
            String got = scenario.attack().hasOnlyGuesses() ? "guesses at a hash" : "got through";
            metrics.put(name + got, single(scenario.attack().checked(), "", Better.LOWER, 1));
        }
    }

    /// What it may be in truth is as wide as the passes of its best step were apart.
    private static Metric capacity(Scaling scaling) {
        double half = scaling.steps().stream()
                .max(Comparator.comparingDouble(Scaling.Step::throughput))
                .map(step -> step.spread() / 2)
                .orElse(0.0);
        return new Metric(
                scaling.capacity(), "requests/s", Better.HIGHER, 1, scaling.capacity() - half, scaling.capacity() + half);
    }

    /// Of the other version nothing: what is compared is this one's results.
    private static void addVersion(Map<String, Metric> metrics, String name, Summary summary) {
        if (name.contains(", now: ")) {
            boolean isRate = "requests/s".equals(summary.unit());
            metrics.put(
                    "versions, " + name,
                    name.endsWith("a request") ? calls(summary) : runs(summary, isRate ? Better.HIGHER : Better.LOWER));
        }
    }

    /// With the interval that the true percentile is in 19 times out of 20, by the normal approximation of the binomial
    /// distribution of ranks: of few requests the 99th percentile says nothing.
    private static Metric percentile(ScenarioResult scenario, double percentile, double value) {
        List<PercentilePoint> curve = scenario.latencyCurve();
        if (curve.isEmpty()) {
            return millis(value);
        }
        double share = percentile / 100;
        double width = 196 * Math.sqrt(share * (1 - share) / Math.max(1, scenario.responseTime().count()));
        double worst = percentile + width >= 100 ? Double.POSITIVE_INFINITY : at(curve, percentile + width);
        double best = at(curve, percentile - width);
        return new Metric(value, "ms", Better.LOWER, MILLIS_FLOOR, Math.max(value, worst), Math.min(value, best));
    }

    private static double at(List<PercentilePoint> curve, double percentile) {
        return curve.stream()
                .filter(point -> point.percentile() >= percentile)
                .mapToDouble(PercentilePoint::value)
                .findFirst()
                .orElse(curve.getLast().value());
    }

    private static Metric millis(double value) {
        return single(value, "ms", Better.LOWER, MILLIS_FLOOR);
    }

    private static void addLatency(Map<String, Metric> metrics, RequestLatency latency) {
        Map<String, RequestLatency> requests =
                latency.byRequest() == null ? Map.of("request", latency) : latency.byRequest();
        requests.forEach((request, times) -> {
            metrics.put(request + ", no layers", calls(times.baseline()));
            metrics.put(request + ", all layers", calls(times.withLimiting()));
        });
    }

    private static void addRuns(
            Map<String, Metric> metrics, String kind, @Nullable Map<String, Summary> summaries, Better better) {
        if (summaries != null) {
            summaries.forEach((name, summary) -> metrics.put(kind + ": " + name, runs(summary, better)));
        }
    }
}
