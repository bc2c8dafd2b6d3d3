package io.tollgate.lab.testing;

import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.DriverLoad;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.EventCost;
import io.tollgate.lab.result.Growth;
import io.tollgate.lab.result.HttpRate;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.Load;
import io.tollgate.lab.result.LoginRate;
import io.tollgate.lab.result.MemoryUsage;
import io.tollgate.lab.result.PercentilePoint;
import io.tollgate.lab.result.RequestLatency;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Second;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.result.SwitchCost;
import io.tollgate.lab.result.ThresholdResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Results as a run would make them.
public final class Results {
    private static final Environment ENVIRONMENT = new Environment(
            "0123456789ab", "25.0.3+9", 2, Environment.REDIS, Environment.SQLITE, "Linux", "lab run smoke");

    private static final int MANY = 600_000;

    private Results() {}

    /// Of one scenario with an attack, and of benchmarks.
    public static Result full() {
        return new ResultBuilder(ENVIRONMENT)
                .scenario(scenario("brute-force", 1, true, MANY))
                .requestLatency(latency(Map.of("GET /api/files", latency(null))))
                .components(summaries("ns", "eventLog", "detection", "rateLimit", "reputation", "alerts", "all"))
                .redisOperations(summaries("ms", "get", "set", "del", "multi", "before", "after"))
                .memoryUsage(MemoryUsage.of(90, 120))
                .events(new EventCost(
                        millis(1), millis(1.1), millis(0.1), Map.of("sqlite", summary(9_000, "events/s"))))
                .cache(new SwitchCost(Summary.of(List.of(1.0), "requests/s"), Summary.of(List.of(2.0), "requests/s"), Summary.of(List.of(2.0), "on/off")))
                .metrics(new SwitchCost(
                        summary(9_000, "requests/s"), summary(8_900, "requests/s"), summary(0.99, "on/off")))
                .http(Map.of(
                        "bare", new HttpRate(summary(50_000, "requests/s"), summary(40_000, "requests/core s"), null),
                        "redis", new HttpRate(
                                summary(25_000, "requests/s"), summary(20_000, "requests/core s"), summary(0.5, "redis/bare"))))
                .rates(summaries("ms", "in-process, 100/s", "redis, 100/s"))
                .logins(List.of(new LoginRate(
                        8, summary(50, "/s"), summary(48, "/s"), summary(0.96, "logins/checks"))))
                .bottleneck("latency", new Bottleneck("CPU", "both cores were busy"))
                .note("a note <of> the & run")
                .build();
    }

    /// One scenario without an attack, whose times are `factor` times the usual.
    public static Result smoke(double factor) {
        return new ResultBuilder(ENVIRONMENT).scenario(scenario("smoke", factor, false, MANY)).build();
    }

    /// As [#smoke], of so few requests that they say little.
    public static Result shortSmoke(double factor) {
        return new ResultBuilder(ENVIRONMENT).scenario(scenario("smoke", factor, false, 60)).build();
    }

    private static ScenarioResult scenario(String name, double factor, boolean attacked, int requests) {
        Histogram nanos = new Histogram(3);
        List<Second> series = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            nanos.recordValueWithCount(Math.round((1_000_000 + i * i * 10_000) * factor), requests / 60);
            series.add(new Second(
                    i, 100, 99, i % 10 == 0 ? 1 : 0, 0, factor, 3 * factor, 5 * factor, 0.4, 90.0 + i, i % 7L, 0L));
        }
        Summary times = Summary.ofNanos(nanos);
        Map<String, KindResult> kinds = new LinkedHashMap<>();
        kinds.put("login", new KindResult(100, 1, Map.of("200", 99L, "401", 1L), times));
        kinds.put("list-files", new KindResult(900, 0, Map.of("200", 900L), times));
        return new ScenarioResult(
                name,
                42,
                false,
                null,
                Instant.parse("2026-01-02T03:04:05Z"),
                60,
                new Load(50, "600/1m", attacked ? 50 : null, attacked ? "10/1s" : null),
                100 / factor,
                times,
                times,
                0.001,
                0,
                0,
                times,
                0.4,
                MemoryUsage.of(90, 150),
                20,
                List.of(new Growth("threads", "", 40, 46, 360, true)),
                List.of(
                        new ThresholdResult("p95 of responses", 500, times.p95(), times.p95() < 500, "<", "ms"),
                        new ThresholdResult("failures", 0.01, 0.02, false, "<", "")),
                attacked
                        ? new Attack(
                                50, 60_000, 0, 0, 60_000, 50, Map.of("guess", 50L), 50, Map.of("guess", 50L), 59_950, 0.999, 1.2,
                                new Attack.Users(1_000, 0, 13, 40), new Attack.Users(900, 0, 12, 38))
                        : null,
                kinds,
                series,
                new DriverLoad(0.2, 12, 0),
                Map.of("200", 999L, "401", 1L),
                PercentilePoint.curve(nanos),
                List.of("a note of the scenario"));
    }

    private static RequestLatency latency(@Nullable Map<String, RequestLatency> byRequest) {
        return new RequestLatency(millis(1), millis(1.05), millis(1.1), millis(1.2), millis(0.2), byRequest);
    }

    private static Map<String, Summary> summaries(String unit, String... names) {
        Map<String, Summary> summaries = new LinkedHashMap<>();
        for (String name : names) {
            summaries.put(name, summary(100, unit));
        }
        return summaries;
    }

    private static Summary millis(double center) {
        return summary(center, "ms");
    }

    private static Summary summary(double center, String unit) {
        return Summary.of(List.of(center * 0.9, center, center * 1.1), unit);
    }
}
