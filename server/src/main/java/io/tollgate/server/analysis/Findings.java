package io.tollgate.server.analysis;

import io.tollgate.server.database.Inspection.Schema;
import io.tollgate.server.metrics.StatementFigures.Figure;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is known of a database.
///
/// @param engine          its name and version
/// @param bytes           all that it takes on the disk
/// @param freeBytes       of those not in use, and not given back to the disk
/// @param schema          whether its schema is that of this version; of another nothing is said of indexes and statements
/// @param expectedIndexes names of the indexes that this version makes
/// @param statements      of the last hour, as far as servers have left them
/// @param readWhole       statements that read all of a table, with the table's name
/// @param planned         indexes that the plan of a statement of the last hour names; empty when no plan was asked for
record Findings(
        String engine,
        long bytes,
        long freeBytes,
        Schema schema,
        List<Table> tables,
        List<Index> indexes,
        Set<String> expectedIndexes,
        List<Figure> statements,
        Map<String, String> readWhole,
        Set<String> planned) {}
