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
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
                    "Response time",
                    "ms",
                    line("p50", answered(Second::p50)),
                    line("p95", answered(Second::p95)),
                    line("p99", answered(Second::p99))));
            charts.add(overTime("Errors", "/s", line("errors", Second::errors), line("dropped", Second::dropped)));
            addKnown(charts, "Server CPU", "% of the machine", line("CPU", ScenarioCharts::cpuPercent));
            addKnown(charts, "Resident memory", "MB", line("RSS", ScenarioCharts::resident));
            Line limited = line("by limits", Second::limited);
            Line banned = line("by bans", Second::banned);
            if (Stream.of(limited, banned).flatMap(line -> line.points().stream()).anyMatch(point -> point.value() > 0)) {
                charts.add(overTime("Refused by the guard", "/s", limited, banned));
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

    private void addKnown(List<Html> charts, String title, String unit, Line line) {
        if (!line.points().isEmpty()) {
            charts.add(overTime(title, unit, line));
        }
    }

    private Line line(String name, Function<Second, @Nullable Number> value) {
        return Line.of(name, points(scenario, value));
    }

    /// Nothing where nothing was answered, of which older versions said 0.
    static Function<Second, @Nullable Number> answered(Function<Second, @Nullable Double> percentile) {
        return second -> second.done() == 0 ? null : percentile.apply(second);
    }

    static @Nullable Number cpuPercent(Second second) {
        return second.cpu() == null || !isServerKnown(second) ? null : second.cpu() * 100;
    }

    static @Nullable Number resident(Second second) {
        return isServerKnown(second) ? second.rss() : null;
    }

    /// Whether the server told of itself in that second: one that is overrun may not. Of such a second older versions said 0, but a
    /// process without memory is none.
    private static boolean isServerKnown(Second second) {
        return second.rss() != null && second.rss() > 0;
    }

    /// Nothing of the seconds in which it was not measured.
    static List<Point> points(ScenarioResult scenario, Function<Second, @Nullable Number> value) {
        List<Point> points = new ArrayList<>();
        for (Second second : scenario.series()) {
            Number measured = value.apply(second);
            if (measured != null) {
                points.add(new Point(second.second(), measured.doubleValue()));
            }
        }
        return points;
    }
}
