package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.attribute;
import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import io.tollgate.lab.result.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Summaries below each other, each with its figures and drawn on one scale: the median as a bar, the range from the least to
/// the 99th percentile as a thin line over it. The greatest would leave no room for the rest.
final class SummaryTable {

    private SummaryTable() {}

    static Html of(Map<String, Summary> summaries) {
        double greatest = summaries.values().stream().mapToDouble(Summary::p99).max().orElse(1);
        List<Html> rows = new ArrayList<>();
        summaries.forEach((name, summary) -> rows.add(row(name, summary, greatest)));
        return element(
                "div",
                style("scroll"),
                element(
                        "table",
                        element("thead", element(
                                "tr",
                                element("th", ""),
                                element("th", ""),
                                heads("median", "min", "max", "p95", "p99", "n"),
                                element("th", "unit"))),
                        element("tbody", Html.join(rows))));
    }

    private static Html heads(String... names) {
        return Html.join(List.of(names).stream().map(name -> element("th", style("num"), name)).toList());
    }

    private static Html row(String name, Summary summary, double greatest) {
        return element(
                "tr",
                element("th", style("name"), attribute("scope", "row"), name),
                element("td", style("bar"), bar(summary, greatest)),
                number(summary.p50()),
                number(summary.min()),
                number(summary.max()),
                number(summary.p95()),
                number(summary.p99()),
                element("td", style("num"), Format.number(summary.count())),
                element("td", summary.unit() == null ? "" : summary.unit()));
    }

    private static Html number(double value) {
        return element("td", style("num"), Format.number(value));
    }

    private static Html bar(Summary summary, double greatest) {
        return element(
                "svg",
                attribute("viewBox", "0 0 200 14"),
                attribute("aria-hidden", "true"),
                element(
                        "rect",
                        style("bar k1"),
                        attribute("x", 0),
                        attribute("y", 3),
                        attribute("height", 8),
                        attribute("width", place(summary.p50(), greatest))),
                element(
                        "line",
                        style("range"),
                        attribute("x1", place(summary.min(), greatest)),
                        attribute("x2", place(summary.p99(), greatest)),
                        attribute("y1", 7),
                        attribute("y2", 7)));
    }

    private static String place(double value, double greatest) {
        return String.format(Locale.ROOT, "%.1f", greatest > 0 ? Math.clamp(value / greatest, 0, 1) * 198 : 0);
    }
}
