package io.tollgate.server.database;

import java.util.Map;

/// Removes rows that became superfluous, in batches with a transaction each: nobody waits for long, and what was removed
/// stays removed whatever comes after.
///
/// With PostgreSQL rows that somebody has locked are passed over until the next time. A clean-up that waits for nobody
/// blocks nobody either, in whatever order others lock their rows.
///
/// @param table     where they are
/// @param condition which of its rows are superfluous, on values that stand in it as `:name`
/// @param order     the column by which an index has the superfluous rows first. All three are names of ours, never from
///                  outside
public record Sweep(String table, String condition, String order) {
    private static final int BATCH = 500;

    /// How many rows there are to remove at this moment.
    public long count(Database database, Map<String, ?> values) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) AS n FROM " + table + " WHERE " + condition)
                .bindMap(values)
                .mapTo(Long.class)
                .one());
    }

    /// Removes at most `limit` rows, durably.
    ///
    /// @return how many were removed
    public long removeSome(Database database, Map<String, ?> values, int limit) {
        return database.write(
                handle -> handle.createUpdate(statement(database, limit)).bindMap(values).execute());
    }

    /// The statement that removes at most `limit` rows. Two things keep PostgreSQL from reading the table to find them. The
    /// order: if any rows would do, it hopes to meet as many soon, and once most are gone it reads all. The number in the text:
    /// not knowing it, it takes it for a large part of the table.
    public String statement(Database database, int limit) {
        return database.dialect().sweep(table, condition, order, limit);
    }

    /// Removes all of them.
    ///
    /// @return how many were removed
    public long run(Database database, Map<String, ?> values) {
        long removed = 0;
        long batch;
        do {
            batch = removeSome(database, values, BATCH);
            removed += batch;
        } while (batch == BATCH);
        return removed;
    }
}
