package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.report.LineChart.Line;
import io.tollgate.lab.report.LineChart.Point;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A comparison as a page: the verdict, the table, and the charts of all results in one.
final class ComparisonPage {
    private final Comparison comparison;

    ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
    }

    String page() {
        String title = "Tollgate lab: " + String.join(" and ", comparison.names());
        List<Html> parts = new ArrayList<>(List.of(element("h1", title), verdict()));
        if (!comparison.isLike()) {
            parts.add(element("p", style("bad"), "The results were not made on like machines, JDKs, stores and loads; ratios say little."));
        }
        parts.add(table());
        comparison.results().getFirst().scenarios().forEach(scenario -> charts(scenario.scenario()).ifPresent(parts::add));
        parts.add(element("h2", "Environments"));
        for (int i = 0; i < comparison.names().size(); i++) {
            parts.add(element("h3", comparison.names().get(i)));
            parts.add(Page.environment(comparison.results().get(i).environment()));
        }
        return Page.of(title, Html.join(parts));
    }

    private Html verdict() {
        boolean good = comparison.isAllClear();
        return element("p", style("verdict " + (good ? "good" : "bad")), (good ? "\u2713 " : "\u2717 ") + comparison.verdict());
    }

    private Html table() {
        List<Html> heads = new ArrayList<>(
                List.of(element("th", ""), element("th", style("num"), comparison.names().getFirst())));
        comparison.names().stream()
                .skip(1)
                .forEach(name -> heads.addAll(List.of(
                        element("th", style("num"), name), element("th", style("num"), "ratio"), element("th", ""))));
        return element(
                "div",
                style("scroll"),
                element(
                        "table",
                        element("thead", element("tr", Html.join(heads))),
                        element("tbody", Html.join(comparison.rows().stream().map(ComparisonPage::row).toList()))));
    }

    private static Html row(Comparison.Row row) {
        List<Html> cells = new ArrayList<>(
                List.of(element("th", row.name()), element("td", style("num"), ComparisonTable.value(row.base()))));
        row.cells().stream().skip(1).forEach(cell -> {
            cells.add(element("td", style("num"), ComparisonTable.value(cell.metric())));
            cells.add(element("td", style("num"), ComparisonTable.ratio(cell)));
            cells.add(direction(cell));
        });
        return element("tr", Html.join(cells));
    }

    private static Html direction(Comparison.Cell cell) {
        return switch (cell.change()) {
            case BETTER -> element("td", style("good"), "\u2713 better");
            case SAME -> element("td", style("soft"), "=");
            case WORSE -> element("td", style("bad"), "\u2717 worse");
        };
    }

    /// Of the scenario in all results that have it.
    private Optional<Html> charts(String scenario) {
        List<Html> charts = new ArrayList<>();
        List<Line> curves = lines(scenario, ScenarioCharts::curve);
        if (!curves.isEmpty()) {
            double greatest = runs(scenario).mapToDouble(ScenarioCharts::greatestPercentile).max().orElse(99);
            charts.add(ScenarioCharts.percentiles(curves, greatest));
        }
        overTime(scenario, "p99 of responses", "ms", ScenarioCharts.answered(Second::p99)).ifPresent(charts::add);
        overTime(scenario, "Answers", "/s", Second::done).ifPresent(charts::add);
        overTime(scenario, "Errors", "/s", Second::errors).ifPresent(charts::add);
        overTime(scenario, "Server CPU", "% of the machine", ScenarioCharts::cpuPercent).ifPresent(charts::add);
        overTime(scenario, "Resident memory", "MB", ScenarioCharts::resident).ifPresent(charts::add);
        return charts.isEmpty()
                ? Optional.empty()
                : Optional.of(Html.join(List.of(
                        element("h2", scenario), element("div", style("charts"), Html.join(charts)))));
    }

    private Optional<Html> overTime(
            String scenario, String title, String unit, Function<Second, @Nullable Number> value) {
        List<Line> lines = lines(scenario, run -> ScenarioCharts.points(run, value));
        double last = lines.stream().mapToDouble(line -> line.points().getLast().at()).max().orElse(0);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new LineChart(title, unit, "s", lines).draw(Axis.between(0, last)));
    }

    private List<Line> lines(String scenario, Function<ScenarioResult, List<Point>> points) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < comparison.names().size(); i++) {
            String name = comparison.names().get(i);
            comparison.results().get(i).scenarios().stream()
                    .filter(run -> run.scenario().equals(scenario))
                    .findFirst()
                    .map(points)
                    .filter(found -> !found.isEmpty())
                    .ifPresent(found -> lines.add(Line.of(name, found)));
        }
        return lines;
    }

    private Stream<ScenarioResult> runs(String scenario) {
        return comparison.results().stream()
                .flatMap(result -> result.scenarios().stream())
                .filter(run -> run.scenario().equals(scenario));
    }
}
