package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.report.LineChart.Line;
import io.tollgate.lab.report.LineChart.Point;
import io.tollgate.lab.result.Scaling;
import java.util.List;
import java.util.stream.DoubleStream;

/// What the load stepped up came to: the advice, the measured steps and the law through them.
final class ScalingSection {
    private static final int CURVE_POINTS = 100;

    private final Scaling scaling;
    private final double last;

    ScalingSection(Scaling scaling) {
        this.scaling = scaling;
        this.last = scaling.steps().stream().mapToDouble(Scaling.Step::connections).max().orElse(1);
    }

    Html draw() {
        return Html.join(List.of(
                element("h2", "Scaling: " + scaling.request()),
                scaling.bottleneck() == null ? Html.empty() : Findings.of("What limits it", scaling.bottleneck()),
                element("ul", Html.join(scaling.advice().stream().map(line -> element("li", line)).toList())),
                scaling.setting() == null
                        ? Html.empty()
                        : element("p", "Hand the capacity to the server: ", element("code", scaling.setting())),
                element("div", style("charts"), throughput(), latency()),
                steps()));
    }

    private Html throughput() {
        List<Point> law = DoubleStream.iterate(1, n -> n <= last, n -> n + Math.max(0.1, (last - 1) / CURVE_POINTS))
                .mapToObj(n -> new Point(n, scaling.throughputAt(n)))
                .toList();
        List<Point> measured = scaling.steps().stream()
                .map(step -> new Point(step.connections(), step.throughput()))
                .toList();
        return new LineChart(
                        "Throughput by connections",
                        "requests/s",
                        "connections",
                        List.of(new Line("fitted law", law, "dashed"), new Line("measured", measured, "dots")))
                .draw(Axis.between(0, last));
    }

    private Html latency() {
        List<Point> p50 = scaling.steps().stream().map(step -> new Point(step.connections(), step.p50())).toList();
        List<Point> p99 = scaling.steps().stream().map(step -> new Point(step.connections(), step.p99())).toList();
        return new LineChart(
                        "Response time by connections", "ms", "connections", List.of(Line.of("p50", p50), Line.of("p99", p99)))
                .draw(Axis.between(0, last));
    }

    private Html steps() {
        Html head = Html.join(List.of(
                        "connections", "requests/s", "spread", "p50 ms", "p99 ms", "server CPU", "driver CPU",
                        "machine CPU", "RSS MB")
                .stream()
                .map(name -> element("th", style("num"), name))
                .toList());
        return element(
                "div",
                style("scroll"),
                element(
                        "table",
                        element("thead", element("tr", head)),
                        element("tbody", Html.join(scaling.steps().stream().map(ScalingSection::row).toList()))));
    }

    private static Html row(Scaling.Step step) {
        return element("tr", Html.join(List.of(
                        Format.number(step.connections()),
                        Format.number(step.throughput()),
                        Format.number(step.spread()),
                        Format.number(step.p50()),
                        Format.number(step.p99()),
                        Format.percent(step.serverCpu()),
                        Format.percent(step.driverCpu()),
                        Format.percent(step.machineCpu()),
                        Format.number(step.rss()))
                .stream()
                .map(text -> element("td", style("num"), text))
                .toList()));
    }
}
