package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.ThresholdResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The page of one result: first what was asked of it and whether it held, then the rest.
public final class HtmlReport {
    public static final String NAME = "report.html";

    private HtmlReport() {}

    /// @param file is replaced when it exists
    public static void write(Result result, Path file) throws IOException {
        Files.writeString(file, page(result));
    }

    static String page(Result result) {
        List<Html> parts = new ArrayList<>();
        String title = title(result);
        parts.add(element("h1", title));
        parts.add(Page.environment(result.environment()));
        if (!result.scenarios().isEmpty()) {
            parts.add(verdict(result));
            parts.add(thresholds(result.scenarios()));
        }
        result.scenarios().forEach(scenario -> parts.add(new ScenarioSection(scenario).draw()));
        if (result.scaling() != null) {
            parts.add(new ScalingSection(result.scaling()).draw());
        }
        parts.add(new BenchmarkSection(result).draw());
        if (!result.notes().isEmpty()) {
            parts.add(element("h2", "Notes"));
            parts.add(element("ul", Html.join(result.notes().stream().map(note -> element("li", note)).toList())));
        }
        return Page.of(title, Html.join(parts));
    }

    private static String title(Result result) {
        if (result.scenarios().isEmpty()) {
            return result.scaling() == null ? "Tollgate lab: benchmarks" : "Tollgate lab: scaling";
        }
        return "Tollgate lab: "
                + result.scenarios().stream().map(ScenarioResult::scenario).collect(Collectors.joining(", "));
    }

    private static Html verdict(Result result) {
        List<ScenarioResult> isVoid =
                result.scenarios().stream().filter(ScenarioResult::isVoid).toList();
        if (!isVoid.isEmpty()) {
            return element("p", style("verdict bad"), "\u2717 Void: " + isVoid.stream()
                    .map(scenario -> scenario.scenario() + ", " + scenario.voidReason())
                    .collect(Collectors.joining("; ")));
        }
        long all = result.scenarios().stream().mapToLong(scenario -> scenario.thresholds().size()).sum();
        long held = result.scenarios().stream()
                .flatMap(scenario -> scenario.thresholds().stream())
                .filter(ThresholdResult::held)
                .count();
        return held == all
                ? element("p", style("verdict good"), all == 0 ? "No thresholds were set." : "\u2713 All " + all + " thresholds held.")
                : element("p", style("verdict bad"), "\u2717 " + (all - held) + " of " + all + " thresholds missed.");
    }

    private static String actual(ThresholdResult threshold) {
        return threshold.actual() == null ? "\u2013" : Format.number(threshold.actual(), threshold.unit());
    }

    private static Html thresholds(List<ScenarioResult> scenarios) {
        List<Html> rows = new ArrayList<>();
        for (ScenarioResult scenario : scenarios) {
            for (ThresholdResult threshold : scenario.thresholds()) {
                rows.add(element(
                        "tr",
                        element("td", scenario.scenario()),
                        element("th", threshold.name()),
                        element("td", style("num"), threshold.relation() + " " + Format.number(threshold.limit(), threshold.unit())),
                        element("td", style("num"), actual(threshold)),
                        element("td", style(threshold.held() ? "good" : "bad"), threshold.held() ? "\u2713 held" : "\u2717 missed")));
            }
        }
        return rows.isEmpty()
                ? Html.empty()
                : element(
                        "div",
                        style("scroll"),
                        element(
                                "table",
                                element("thead", element(
                                        "tr",
                                        element("th", "scenario"),
                                        element("th", "threshold"),
                                        element("th", style("num"), "limit"),
                                        element("th", style("num"), "actual"),
                                        element("th", ""))),
                                element("tbody", Html.join(rows))));
    }
}
