package io.tollgate.server.database;

import java.util.Map;

/// Removes rows that became superfluous, in batches with a transaction each: nobody waits for long, and what was removed
/// stays removed whatever comes after.
///
/// With PostgreSQL rows that somebody has locked are passed over until the next time. A clean-up that waits for nobody
/// blocks nobody either, in whatever order others lock their rows.
///
/// @param table     where they are
/// @param key       its primary key: one column, or several with commas between
/// @param condition which of its rows are superfluous, on times that stand in it as `:name`. All three are names of ours,
///                  never from outside
public record Sweep(String table, String key, String condition) {
    private static final int BATCH = 500;

    /// How many rows there are to remove at this moment.
    public long count(Database database, Map<String, Long> times) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) AS n FROM " + table + " WHERE " + condition)
                .bindMap(times)
                .mapTo(Long.class)
                .one());
    }

    /// Removes at most `limit` rows, durably. Their number stands in the statement: not knowing it, PostgreSQL takes it for a
    /// large part of the table, and reads all of that to find them.
    ///
    /// @return how many were removed
    public long removeSome(Database database, Map<String, Long> times, int limit) {
        return database.write(handle -> handle.createUpdate("WITH superfluous AS (SELECT " + key + " FROM " + table + " WHERE "
                        + condition + " LIMIT " + limit + database.passingOverLocked() + ") DELETE FROM " + table + " WHERE (" + key
                        + ") IN (SELECT " + key + " FROM superfluous)")
                .bindMap(times)
                .execute());
    }

    /// Removes all of them.
    ///
    /// @return how many were removed
    public long run(Database database, Map<String, Long> times) {
        long removed = 0;
        long batch;
        do {
            batch = removeSome(database, times, BATCH);
            removed += batch;
        } while (batch == BATCH);
        return removed;
    }
}
