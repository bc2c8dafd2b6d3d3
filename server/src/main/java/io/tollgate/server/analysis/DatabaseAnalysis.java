package io.tollgate.server.analysis;

import io.tollgate.server.database.Inspection;
import io.tollgate.server.database.Inspection.Schema;
import io.tollgate.server.metrics.StatementFigures;
import io.tollgate.server.metrics.StatementFigures.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Says how a database is and what is to be done about it.
public final class DatabaseAnalysis {
    private static final int SHOWN = 10;

    private DatabaseAnalysis() {}

    /// The lines of the report. Changes nothing; on a file of gigabytes it takes as long as reading it.
    public static List<String> of(Inspection inspection) {
        Set<String> expected = Inspection.expectedIndexes();
        return report(inspection.read(handle -> findings(
                handle,
                inspection.isSqlite() ? new SqliteCatalog(handle) : new PostgresqlCatalog(handle),
                inspection.schema(),
                expected)));
    }

    private static Findings findings(Handle handle, Catalog catalog, Schema schema, Set<String> expected) {
        // An earlier version may not have them.
        List<Figure> statements = schema == Schema.CURRENT ? StatementFigures.readAll(handle) : List.of();
        Catalog.Plans plans = catalog.plans(statements.stream().map(Figure::sql).toList());
        return new Findings(
                catalog.engine(),
                catalog.bytes(),
                catalog.freeBytes(),
                schema,
                catalog.tables(),
                catalog.indexes(),
                expected,
                statements,
                plans.readWhole(),
                plans.indexes());
    }

    static List<String> report(Findings findings) {
        List<String> lines = new ArrayList<>();
        lines.add(findings.engine() + ", " + Size.of(findings.bytes())
                + (findings.freeBytes() > 0 ? ", " + Size.of(findings.freeBytes()) + " of it free" : ""));
        tables(findings, lines);
        statements("Statements of the last hour that took longest at once", Figure::max, findings, lines);
        statements("Statements of the last hour that took longest in all", Figure::total, findings, lines);
        lines.add("");
        lines.add("Advice");
        List<String> advice = Advice.on(findings);
        lines.addAll((advice.isEmpty() ? List.of("Nothing is to be done.") : advice)
                .stream().map("- "::concat).toList());
        return lines;
    }

    private static void tables(Findings findings, List<String> lines) {
        lines.add("");
        lines.add(row("%-24s %12s %10s %10s", "Table", "rows", "size", "indexes"));
        findings.tables().stream()
                .sorted(Comparator.comparingLong((Table table) -> table.bytes() + table.indexBytes()).reversed())
                .forEach(table -> {
                    lines.add(row(
                            "%-24s %,12d %10s %10s",
                            table.name(), table.rows(), Size.of(table.bytes()), Size.of(table.indexBytes())));
                    indexes(findings, table).forEach(index -> lines.add(row(
                            "    %-43s %10s%s", index.name(), Size.of(index.bytes()), used(index, findings))));
                });
    }

    private static Stream<Index> indexes(Findings findings, Table table) {
        return findings.indexes().stream()
                .filter(index -> index.table().equals(table.name()))
                .sorted(Comparator.comparingLong(Index::bytes).reversed());
    }

    private static String used(Index index, Findings findings) {
        if (index.uses().isPresent()) {
            return row("  used %,d times", index.uses().getAsLong());
        }
        return findings.planned().contains(index.name()) ? "  used within the hour" : "";
    }

    private static void statements(
            String title, ToDoubleFunction<Figure> by, Findings findings, List<String> lines) {
        if (findings.statements().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(title);
        lines.add(row("%10s %10s %10s %8s %6s", "total ms", "mean ms", "max ms", "times", "slow"));
        findings.statements().stream()
                .sorted(Comparator.comparingDouble(by).reversed())
                .limit(SHOWN)
                .forEach(figure -> lines.add(row(
                        "%,10.1f %10.2f %10.1f %,8d %6d  %s",
                        figure.total(), figure.mean(), figure.max(), figure.count(), figure.slow(), Text.line(figure.sql()))));
    }

    private static String row(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
