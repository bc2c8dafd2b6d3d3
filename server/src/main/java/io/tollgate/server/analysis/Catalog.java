package io.tollgate.server.analysis;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an engine knows of itself.
interface Catalog {

    String engine();

    /// All that the database takes on the disk.
    long bytes();

    /// Of those not in use.
    long freeBytes();

    List<Table> tables();

    List<Index> indexes();

    /// How statements are planned.
    ///
    /// @param readWhole statements that read all of a table, with its name
    /// @param indexes   names of the indexes that any of them uses
    record Plans(Map<String, String> readWhole, Set<String> indexes) {}

    /// The plans of statements; empty when the engine counts what is used instead.
    Plans plans(List<String> statements);
}
