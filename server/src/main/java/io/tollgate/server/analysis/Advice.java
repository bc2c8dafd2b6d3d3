package io.tollgate.server.analysis;

import io.tollgate.server.database.Inspection.Schema;
import io.tollgate.server.metrics.StatementFigures.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is to be done about a database, in sentences. Nothing is said of what is small.
final class Advice {
    private static final long LARGE_ROWS = 10_000;
    private static final long LARGE_BYTES = 10L << 20;

    /// A share of rows or bytes that is worth doing something about.
    private static final double MUCH = 0.2;

    private static final long MANY_READS = 10;

    private Advice() {}

    static List<String> on(Findings findings) {
        List<String> advice = new ArrayList<>();
        switch (findings.schema()) {
            case CURRENT -> {
                indexes(findings, advice);
                statements(findings, advice);
            }
            // An index made or dropped by hand now would be in the way of the step that makes or drops it.
            case OLDER ->
                advice.add("The schema is that of an earlier version: start this version once, or run `tollgate db migrate`, and"
                        + " ask again. Change no index before.");
            case LATER ->
                advice.add("The schema is that of a later version: ask that version. Change no index for what this one expects.");
        }
        findings.tables().forEach(table -> table(table, findings, advice));
        if (findings.freeBytes() > LARGE_BYTES && findings.freeBytes() > MUCH * findings.bytes()) {
            advice.add(("%s of the file's %s are free and are used again as rows come. To give them to the disk, stop the"
                            + " server and run VACUUM on the file, which needs as much room once more.")
                    .formatted(Size.of(findings.freeBytes()), Size.of(findings.bytes())));
        }
        return advice;
    }

    private static void indexes(Findings findings, List<String> advice) {
        Set<String> missing = new TreeSet<>(findings.expectedIndexes());
        findings.indexes().stream().filter(Index::valid).map(Index::name).forEach(missing::remove);
        if (!missing.isEmpty()) {
            advice.add(("These indexes of this version are missing, so that statements read whole tables: %s. Create them"
                            + " as the files of the migrations say.")
                    .formatted(String.join(", ", missing)));
        }
        findings.indexes().stream()
                .filter(index -> !index.valid())
                .forEach(index -> advice.add(("The index %s is not valid, as its creation was interrupted: run REINDEX INDEX"
                                + " CONCURRENTLY %s.")
                        .formatted(index.name(), index.name())));
        findings.indexes().stream()
                .filter(index -> isForeign(index, findings) && isUnused(index, findings) && index.bytes() > LARGE_BYTES)
                .forEach(index -> advice.add(("The index %s on %s is not one of Tollgate's, was not used and takes %s and time"
                                + " with each write: drop it if nothing else needs it.")
                        .formatted(index.name(), index.table(), Size.of(index.bytes()))));
        List<Index> unused = findings.indexes().stream()
                .filter(index -> findings.expectedIndexes().contains(index.name())
                        && !index.unique()
                        && index.bytes() > LARGE_BYTES
                        && isUnused(index, findings))
                .toList();
        if (!unused.isEmpty()) {
            advice.add(("Not used so far: %s. That is as it should be where nobody asked for what they are for; leave them, for"
                            + " the next version expects them.")
                    .formatted(unused.stream()
                            .map(index -> "%s (%s)".formatted(index.name(), Size.of(index.bytes())))
                            .collect(Collectors.joining(", "))));
        }
    }

    private static boolean isForeign(Index index, Findings findings) {
        return !index.unique() && !findings.expectedIndexes().contains(index.name());
    }

    /// By the engine's count, else by the plans of the statements of the last hour.
    private static boolean isUnused(Index index, Findings findings) {
        return index.uses().isPresent()
                ? index.uses().getAsLong() == 0
                : !findings.statements().isEmpty() && !findings.planned().contains(index.name());
    }

    private static void statements(Findings findings, List<String> advice) {
        if (findings.statements().isEmpty()) {
            advice.add("No server has left figures of its statements within a day: run this again while one is at work.");
        }
        long slow = findings.statements().stream().mapToLong(Figure::slow).sum();
        if (slow > 0) {
            advice.add(("%,d executions of the last hour took longer than `database.slow`; the log of the server names each, and"
                            + " `Statements` above those that took longest.")
                    .formatted(slow));
        }
        findings.readWhole().forEach((sql, table) -> {
            long rows = findings.tables().stream().filter(one -> one.name().equals(table)).mapToLong(Table::rows).sum();
            if (rows > LARGE_ROWS) {
                advice.add("This statement reads all %,d rows of %s, an index is missing for it: %s"
                        .formatted(rows, table, Text.line(sql)));
            }
        });
    }

    private static void table(Table table, Findings findings, List<String> advice) {
        if (table.rows() < LARGE_ROWS) {
            return;
        }
        long used = findings.indexes().stream()
                .filter(index -> index.table().equals(table.name()))
                .mapToLong(index -> index.uses().orElse(0))
                .sum();
        long whole = table.wholeReads().orElse(0);
        if (findings.schema() == Schema.CURRENT && whole > MANY_READS && whole > MUCH * used) {
            advice.add(("%s has %,d rows and was read whole %,d times, by an index %,d times: look for an index that is missing"
                            + " or for statements of something else than Tollgate.")
                    .formatted(table.name(), table.rows(), whole, used));
        }
        if (table.deadRows() > MUCH * table.rows()) {
            advice.add(("%s has %,d dead rows beside %,d: autovacuum does not keep up. Run VACUUM (ANALYZE) %s, and lower"
                            + " autovacuum_vacuum_scale_factor for it.")
                    .formatted(table.name(), table.deadRows(), table.rows(), table.name()));
        }
        if (!table.analyzed()) {
            advice.add("The planner knows nothing of the %,d rows of %s: run ANALYZE %s."
                    .formatted(table.rows(), table.name(), table.name()));
        }
    }
}
