package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.result.EventCost;
import io.tollgate.lab.result.HttpRate;
import io.tollgate.lab.result.LoginRate;
import io.tollgate.lab.result.MemoryUsage;
import io.tollgate.lab.result.RequestLatency;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.Startup;
import io.tollgate.lab.result.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the benchmarks measured, one heading each, for those that ran.
final class BenchmarkSection {
    private final Result result;
    private final List<Html> parts = new ArrayList<>();

    BenchmarkSection(Result result) {
        this.result = result;
    }

    Html draw() {
        if (result.requestLatency() != null) {
            latency(result.requestLatency());
        }
        if (result.components() != null) {
            section("components", "Parts of the guard, alone in the process", result.components());
        }
        if (result.redisOperations() != null) {
            section("redis", "Redis", result.redisOperations());
        }
        if (result.events() != null) {
            events(result.events());
        }
        if (result.guard() != null) {
            section("guard", "Throughput without and with the guard", ordered(
                    "no layers", result.guard().noLayers(), "all layers", result.guard().allLayers()));
            ratio("All layers over none", result.guard().ratio());
        }
        if (result.metrics() != null) {
            section("metrics", "Throughput without and with the collector of metrics", ordered(
                    "collector off", result.metrics().off(), "collector on", result.metrics().on()));
            ratio("On over off", result.metrics().ratio());
        }
        if (result.cache() != null) {
            section("cache", "Throughput without and with the cache of hot data", ordered(
                    "cache off", result.cache().off(), "cache on", result.cache().on()));
            ratio("On over off", result.cache().ratio());
        }
        if (result.http() != null) {
            http(result.http());
        }
        if (result.rates() != null) {
            section("rates", "Response times at fixed rates", result.rates());
        }
        if (result.versions() != null) {
            versions(result.versions());
        }
        if (result.logins() != null) {
            logins(result.logins());
        }
        if (result.startup() != null) {
            startup(result.startup());
        }
        if (result.memoryUsage() != null) {
            memory(result.memoryUsage());
        }
        return Html.join(parts);
    }

    /// A table for each unit: bars of one scale have to be of one.
    private void versions(Map<String, Summary> versions) {
        heading("versions", "Beside another version");
        Map<String, Map<String, Summary>> byUnit = new LinkedHashMap<>();
        versions.forEach((name, summary) -> byUnit
                .computeIfAbsent(String.valueOf(summary.unit()), _ -> new LinkedHashMap<>())
                .put(name, summary));
        byUnit.values().forEach(summaries -> parts.add(SummaryTable.of(summaries)));
    }

    private void http(Map<String, HttpRate> http) {
        Map<String, Summary> rates = new LinkedHashMap<>();
        http.forEach((server, rate) -> {
            rates.put(server, rate.perSecond());
            rates.put(server + ", a core", rate.perCoreSecond());
        });
        section("http", "Throughput beside a bare server", rates);
        http.forEach((server, rate) -> {
            if (rate.ratio() != null) {
                ratio(server + " over bare, a core", rate.ratio());
            }
        });
    }

    private void logins(List<LoginRate> logins) {
        heading("login", "Logins beside checks of a password alone");
        Map<String, Summary> rates = new LinkedHashMap<>();
        Map<String, Summary> ratios = new LinkedHashMap<>();
        logins.forEach(rate -> {
            rates.put(rate.callers() + " callers, checks alone", rate.checks());
            rates.put(rate.callers() + " callers, logins", rate.logins());
            ratios.put(rate.callers() + " callers", rate.ratio());
        });
        parts.add(SummaryTable.of(rates));
        parts.add(element("h3", "Logins over checks, pair by pair"));
        parts.add(SummaryTable.of(ratios));
    }

    private void startup(Startup startup) {
        Map<String, Summary> starts = new LinkedHashMap<>();
        starts.put("with the ahead-of-time cache", startup.aheadOfTimeCache());
        if (startup.again() != null) {
            starts.put("again on the same folder", startup.again());
        }
        starts.put("without the cache", startup.withoutCache());
        section("startup", "Start to the first answer", starts);
    }

    private void latency(RequestLatency latency) {
        heading("latency", "Latency of a request, layer upon layer");
        Map<String, RequestLatency> requests =
                latency.byRequest() == null || latency.byRequest().isEmpty() ? Map.of("", latency) : latency.byRequest();
        requests.forEach((request, times) -> {
            if (!request.isEmpty()) {
                parts.add(element("h3", request));
            }
            Map<String, Summary> layers = ordered("no layers", times.baseline(), "+ logging", times.withLogging());
            layers.put("+ detection", times.withDetection());
            layers.put("+ limiting (all)", times.withLimiting());
            parts.add(SummaryTable.of(layers));
            parts.add(element("p", "All layers over none, round by round: ", element(
                    "b", Format.number(times.overhead().p50(), times.overhead().unit())), " (", range(times.overhead()), ")."));
        });
    }

    private void events(EventCost events) {
        section("events", "The security log", ordered("off", events.off(), "on", events.on()));
        parts.add(element("p", "On over off, round by round: ", element(
                "b", Format.number(events.overhead().p50(), events.overhead().unit())), " (", range(events.overhead()), ")."));
        if (!events.storedPerSecond().isEmpty()) {
            parts.add(element("h3", "Events stored per second"));
            parts.add(SummaryTable.of(events.storedPerSecond()));
        }
    }

    private void ratio(String of, Summary pairs) {
        parts.add(element("p", of + ", pair by pair: ", element("b", Format.number(pairs.p50())), " (", range(pairs), ")."));
    }

    private void memory(MemoryUsage memory) {
        heading("memory", "Resident memory");
        String after = memory.afterAsManyAgain() == null
                ? ""
                : ", " + Format.number(memory.afterAsManyAgain(), "MB") + " after as much work again";
        parts.add(element("p", "%s at first, %s after the work%s: an increase of %s."
                .formatted(
                        Format.number(memory.baseline(), "MB"),
                        Format.number(memory.current(), "MB"),
                        after,
                        Format.number(memory.increase(), "MB"))));
    }

    private void section(String benchmark, String title, Map<String, Summary> summaries) {
        heading(benchmark, title);
        parts.add(SummaryTable.of(summaries));
    }

    private void heading(String benchmark, String title) {
        parts.add(element("h2", title));
        if (result.bottlenecks().containsKey(benchmark)) {
            parts.add(Findings.of("What limited it", result.bottlenecks().get(benchmark)));
        }
    }

    private static Html range(Summary summary) {
        return element("span", style("soft"), "from " + Format.number(summary.min()) + " to " + Format.number(summary.max()));
    }

    private static Map<String, Summary> ordered(String first, Summary a, String second, Summary b) {
        Map<String, Summary> summaries = new LinkedHashMap<>();
        summaries.put(first, a);
        summaries.put(second, b);
        return summaries;
    }
}
