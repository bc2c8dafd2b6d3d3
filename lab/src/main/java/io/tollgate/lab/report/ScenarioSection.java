package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One scenario: its figures, what limited it, the attack in words, charts, and each kind of request.
final class ScenarioSection {
    private final ScenarioResult scenario;

    ScenarioSection(ScenarioResult scenario) {
        this.scenario = scenario;
    }

    Html draw() {
        List<Html> parts = new ArrayList<>(List.of(
                element("h2", scenario.scenario()), element("p", style("soft"), origin()), cards()));
        parts.add(Findings.of("What limited it", LikelyBottleneck.of(scenario)));
        if (scenario.attack() != null) {
            parts.add(element("h3", "The attack"));
            parts.add(element("p", style("story"), AttackStory.tell(scenario.attack())));
        }
        scenario.notes().forEach(note -> parts.add(element("p", style("soft"), note)));
        parts.add(new ScenarioCharts(scenario).draw());
        if (!scenario.byKind().isEmpty()) {
            parts.add(element("h3", "By kind of request"));
            parts.add(kinds());
        }
        return Html.join(parts);
    }

    private String origin() {
        String started = scenario.startedAt() == null
                ? ""
                : "Started " + scenario.startedAt().truncatedTo(ChronoUnit.SECONDS) + ", ";
        String load = scenario.load() == null ? "" : scenario.load().text() + ", ";
        return started + load + "ran %s, seed %d. Response times count from when a request was due, service times from when it was sent."
                .formatted(Format.seconds(scenario.durationSeconds()), scenario.seed());
    }

    private Html cards() {
        List<Html> cards = new ArrayList<>();
        cards.add(card("Throughput", Format.number(scenario.throughput(), "/s"), ""));
        addTimes(cards, "Response p50", scenario.responseTime());
        if (scenario.responseTime() != null && scenario.responseTime().count() > 0) {
            cards.add(card("Response p95", Format.millis(scenario.responseTime().p95()), ""));
            cards.add(card(
                    "Response p99",
                    Format.millis(scenario.responseTime().p99()),
                    "max " + Format.millis(scenario.responseTime().max())));
        }
        addTimes(cards, "Service p50", scenario.serviceTime());
        cards.add(card("Errors", Format.percent(scenario.errorRate()), statuses(scenario.statuses())));
        cards.add(card("Late, dropped", Format.number(scenario.late()) + ", " + Format.number(scenario.dropped()), ""));
        if (scenario.cpuUsage() != null) {
            cards.add(card("Server CPU", Format.percent(scenario.cpuUsage()), "of the machine"));
        }
        if (scenario.memoryUsage() != null) {
            cards.add(card(
                    "Resident memory",
                    Format.number(scenario.memoryUsage().current(), "MB"),
                    "from " + Format.number(scenario.memoryUsage().baseline(), "MB")));
        }
        if (scenario.activeConnections() != null) {
            cards.add(card("Connections", Format.number(scenario.activeConnections()), "at the peak"));
        }
        if (scenario.redisLatency() != null) {
            cards.add(card(
                    "Redis, mean",
                    Format.millis(scenario.redisLatency().mean()),
                    Format.number(scenario.redisLatency().count()) + " measured"));
        }
        if (scenario.driver() != null) {
            cards.add(card(
                    "Driver CPU",
                    Format.percent(scenario.driver().cpu()),
                    "GC " + Format.millis(scenario.driver().gcMillis())));
        }
        return element("div", style("cards"), Html.join(cards));
    }

    private static void addTimes(List<Html> cards, String name, @Nullable Summary times) {
        if (times != null && times.count() > 0) {
            cards.add(card(name, Format.millis(times.p50()), Format.number(times.count()) + " measured"));
        }
    }

    private static Html card(String name, String value, String small) {
        return element(
                "div",
                style("card"),
                element("span", name),
                element("b", value),
                small.isEmpty() ? Html.empty() : element("small", small));
    }

    private static String statuses(Map<String, Long> statuses) {
        return new TreeMap<>(statuses).entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Format.number(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private Html kinds() {
        List<Html> rows = new ArrayList<>();
        scenario.byKind().forEach((name, kind) -> rows.add(row(name, kind)));
        Html head = Html.join(List.of("count", "errors", "p50", "p95", "p99", "max ms").stream()
                .map(name -> element("th", style("num"), name))
                .toList());
        return element(
                "div",
                style("scroll"),
                element(
                        "table",
                        element("thead", element("tr", element("th", "kind"), head, element("th", "answers"))),
                        element("tbody", Html.join(rows))));
    }

    private static Html row(String name, KindResult kind) {
        Summary times = kind.latency();
        List<Object> cells = new ArrayList<>(List.of(kind.count(), kind.errors()));
        cells.addAll(times == null ? List.of("", "", "", "") : List.of(times.p50(), times.p95(), times.p99(), times.max()));
        Html numbers = Html.join(cells.stream()
                .map(cell -> element("td", style("num"), cell instanceof Number number ? Format.number(number.doubleValue()) : cell))
                .toList());
        return element("tr", element("th", name), numbers, element("td", statuses(kind.statuses())));
    }
}
