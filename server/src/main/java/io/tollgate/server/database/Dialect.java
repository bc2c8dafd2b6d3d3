package io.tollgate.server.database;

import org.jdbi.v3.core.Handle;

/// Where the two engines differ.
enum Dialect {
    /// One writer at a time: a write transaction holds the whole database, so locks by name have nothing to add.
    SQLITE("INTEGER PRIMARY KEY AUTOINCREMENT", "") {
        @Override
        void lock(Handle handle, int purpose, int key) {
            // The transaction began IMMEDIATE and therefore holds the only write lock already.
        }

        @Override
        String sweep(String table, String condition, String order, int limit) {
            return "DELETE FROM " + table + " WHERE rowid IN (SELECT rowid FROM " + table + " WHERE " + condition + " ORDER BY "
                    + order + " LIMIT " + limit + ")";
        }
    },
    POSTGRESQL("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", " FOR UPDATE") {
        @Override
        void lock(Handle handle, int purpose, int key) {
            handle.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(:purpose, :key)) AS locked")
                    .bind("purpose", purpose)
                    .bind("key", key)
                    .mapTo(Integer.class)
                    .one();
        }

        @Override
        String sweep(String table, String condition, String order, int limit) {
            return "DELETE FROM " + table + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + table + " WHERE " + condition
                    + " ORDER BY " + order + " LIMIT " + limit + " FOR UPDATE SKIP LOCKED))";
        }
    };

    private final String identity;
    private final String locking;

    Dialect(String identity, String locking) {
        this.identity = identity;
        this.locking = locking;
    }

    /// The column definition of a number given out in ascending order.
    String identity() {
        return identity;
    }

    /// What a SELECT ends with that locks its rows, in its order.
    String locking() {
        return locking;
    }

    /// The statement that removes the first rows of a table in an order, found by its index and then by where they are: with a
    /// list of keys PostgreSQL reads the table as long as that is cheaper than to look up as many.
    abstract String sweep(String table, String condition, String order, int limit);

    /// Takes a lock that all nodes share and that ends with the transaction.
    ///
    /// @param key two that meet by chance only wait for each other without need
    abstract void lock(Handle handle, int purpose, int key);
}
