package io.tollgate.lab.report;

import static io.tollgate.lab.report.Html.attribute;
import static io.tollgate.lab.report.Html.element;
import static io.tollgate.lab.report.Html.style;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lines over a common axis, drawn as SVG that scales with the page. Colours are the page's, so it follows light and dark.
///
/// @param title  what it shows
/// @param unit   of the values
/// @param across what the horizontal axis is, as `seconds`
record LineChart(String title, String unit, String across, List<Line> lines) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 200;
    private static final int LEFT = 56;
    private static final int RIGHT = 14;
    private static final int TOP = 10;
    private static final int BOTTOM = 34;
    /// More points than pixels are no use.
    private static final int MAX_POINTS = 600;

    LineChart {
        lines = List.copyOf(lines);
    }

    /// @param points in the order of their place
    /// @param kind   `line`, `dashed` or `dots`
    record Line(String name, List<Point> points, String kind) {

        static Line of(String name, List<Point> points) {
            return new Line(name, points, "line");
        }
    }

    /// A value at a place.
    record Point(double at, double value) {}

    Html draw(Axis horizontal) {
        Axis vertical = Axis.fromZero(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::value)
                .max()
                .orElse(1));
        List<Html> parts = new ArrayList<>();
        for (Axis.Tick tick : vertical.ticks()) {
            double y = y(vertical, tick.value());
            parts.add(line("grid", LEFT, y, WIDTH - RIGHT, y));
            parts.add(label(LEFT - 6, y + 4, "end", tick.label()));
        }
        for (Axis.Tick tick : horizontal.ticks()) {
            double x = x(horizontal, tick.value());
            parts.add(line("tick", x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4));
            parts.add(label(x, HEIGHT - BOTTOM + 16, "middle", tick.label()));
        }
        parts.add(label(WIDTH - RIGHT, HEIGHT - 3, "end", across));
        for (int i = 0; i < lines.size(); i++) {
            parts.add(drawn(lines.get(i), i + 1, horizontal, vertical));
        }
        return element(
                "figure",
                element("figcaption", element("b", title), " ", element("span", style("unit"), unit), legend()),
                element(
                        "svg",
                        attribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT),
                        attribute("role", "img"),
                        attribute("aria-label", title + ", " + unit),
                        Html.join(parts)));
    }

    private Html legend() {
        if (lines.size() < 2) {
            return Html.empty();
        }
        List<Html> names = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            names.add(element("span", style("key k" + (i + 1) + " " + lines.get(i).kind()), lines.get(i).name()));
        }
        return element("span", style("legend"), Html.join(names));
    }

    private Html drawn(Line line, int number, Axis horizontal, Axis vertical) {
        List<Point> points = thinned(line.points());
        if (points.isEmpty()) {
            return Html.empty();
        }
        if (line.kind().equals("dots") || points.size() == 1) {
            return Html.join(points.stream()
                    .map(point -> element(
                            "circle",
                            style("dot k" + number),
                            attribute("cx", round(x(horizontal, point.at()))),
                            attribute("cy", round(y(vertical, point.value()))),
                            attribute("r", 4)))
                    .toList());
        }
        StringBuilder path = new StringBuilder();
        List<String> data = new ArrayList<>();
        for (Point point : points) {
            String x = round(x(horizontal, point.at()));
            String y = round(y(vertical, point.value()));
            path.append(x).append(',').append(y).append(' ');
            data.add(x + "," + y + "," + plain(point.at()) + "," + Format.number(point.value()).replace(",", " "));
        }
        return element(
                "polyline",
                style("line k" + number + " " + line.kind()),
                attribute("points", path.toString().strip()),
                attribute("data-name", line.name()),
                attribute("data-unit", unit),
                attribute("data-across", across),
                attribute("data-points", String.join(";", data)));
    }

    /// Of each group the point with the greatest value, for a peak is what nobody should miss.
    private static List<Point> thinned(List<Point> points) {
        if (points.size() <= MAX_POINTS) {
            return points;
        }
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < MAX_POINTS; i++) {
            int from = (int) ((long) i * points.size() / MAX_POINTS);
            int to = (int) ((long) (i + 1) * points.size() / MAX_POINTS);
            kept.add(points.subList(from, to).stream()
                    .max((a, b) -> Double.compare(a.value(), b.value()))
                    .orElseThrow());
        }
        return kept;
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static Html line(String kind, double x1, double y1, double x2, double y2) {
        return element(
                "line",
                style(kind),
                attribute("x1", round(x1)),
                attribute("y1", round(y1)),
                attribute("x2", round(x2)),
                attribute("y2", round(y2)));
    }

    private static Html label(double x, double y, String anchor, String text) {
        return element(
                "text", attribute("x", round(x)), attribute("y", round(y)), attribute("text-anchor", anchor), text);
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.4f", value);
    }
}
