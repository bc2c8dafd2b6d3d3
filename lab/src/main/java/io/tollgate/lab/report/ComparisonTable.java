package io.tollgate.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A comparison on the terminal.
final class ComparisonTable {

    private ComparisonTable() {}

    static String of(Comparison comparison) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", comparison.names().getFirst()));
        comparison.names().stream().skip(1).forEach(name -> head.addAll(List.of(name, "ratio", "")));
        lines.add(head);
        comparison.rows().forEach(row -> lines.add(line(row)));
        int[] widths = new int[head.size()];
        lines.forEach(line -> {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                String gap = " ".repeat(widths[i] - line.get(i).length());
                padded.append(i == 0 ? line.get(i) + gap : "  " + gap + line.get(i));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static List<String> line(Comparison.Row row) {
        List<String> line = new ArrayList<>(List.of(row.name(), value(row.base())));
        row.cells().stream().skip(1).forEach(cell -> line.addAll(List.of(value(cell.metric()), ratio(cell), word(cell))));
        return line;
    }

    static String value(Metric metric) {
        return Format.number(metric.value(), metric.unit());
    }

    static String ratio(Comparison.Cell cell) {
        return Double.isInfinite(cell.ratio()) ? "new" : String.format(Locale.ROOT, "x%.2f", cell.ratio());
    }

    static String word(Comparison.Cell cell) {
        return switch (cell.change()) {
            case BETTER -> "better";
            case SAME -> "";
            case WORSE -> "WORSE";
        };
    }
}
