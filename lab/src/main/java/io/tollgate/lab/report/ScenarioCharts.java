package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.report.LineChart.Line;
import io.tollgate.lab.report.LineChart.Point;
import io.tollgate.lab.result.PercentilePoint;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// The charts of a scenario: the curve of percentiles, and second by second what was sent, how long it took, what failed,
/// what the server used and what the guard refused.
final class ScenarioCharts {
    private final ScenarioResult scenario;

    ScenarioCharts(ScenarioResult scenario) {
        this.scenario = scenario;
    }

    Html draw() {
        List<Html> charts = new ArrayList<>();
        if (!scenario.latencyCurve().isEmpty()) {
            charts.add(percentiles(List.of(Line.of("response", curve(scenario))), greatestPercentile(scenario)));
        }
        if (!scenario.series().isEmpty()) {
            charts.add(overTime("Requests", "/s", line("sent", Second::sent), line("answered", Second::done)));
            charts.add(overTime(
                    "Response time", "ms", line("p50", Second::p50), line("p95", Second::p95), line("p99", Second::p99)));
            charts.add(overTime("Errors", "/s", line("errors", Second::errors)));
            charts.add(overTime("Server CPU", "% of the machine", server("CPU", second -> second.cpu() * 100)));
            charts.add(overTime("Resident memory", "MB", server("RSS", Second::rss)));
            if (scenario.series().stream().anyMatch(second -> second.limited() + second.banned() > 0)) {
                charts.add(overTime(
                        "Refused by the guard", "/s", server("by limits", Second::limited), server("by bans", Second::banned)));
            }
        }
        return element("div", style("charts"), Html.join(charts));
    }

    static Html percentiles(List<Line> lines, double greatest) {
        return new LineChart("Response time by percentile", "ms", "percentile", lines).draw(Axis.percentiles(greatest));
    }

    static List<Point> curve(ScenarioResult scenario) {
        return scenario.latencyCurve().stream()
                .map(point -> new Point(point.percentile(), point.value()))
                .toList();
    }

    static double greatestPercentile(ScenarioResult scenario) {
        return scenario.latencyCurve().stream()
                .mapToDouble(PercentilePoint::percentile)
                .filter(percentile -> percentile < 100)
                .max()
                .orElse(99);
    }

    private Html overTime(String title, String unit, Line... lines) {
        int last = scenario.series().getLast().second();
        return new LineChart(title, unit, "s", List.of(lines)).draw(Axis.between(0, last));
    }

    private Line line(String name, ToDoubleFunction<Second> value) {
        return Line.of(name, points(scenario, _ -> true, value));
    }

    private Line server(String name, ToDoubleFunction<Second> value) {
        return Line.of(name, points(scenario, ScenarioCharts::isServerKnown, value));
    }

    /// Whether the server told of itself in that second: one that is overrun may not, and a process without memory is none.
    static boolean isServerKnown(Second second) {
        return second.rss() > 0;
    }

    static List<Point> points(ScenarioResult scenario, Predicate<Second> chosen, ToDoubleFunction<Second> value) {
        return scenario.series().stream()
                .filter(chosen)
                .map(second -> new Point(second.second(), value.applyAsDouble(second)))
                .toList();
    }
}
