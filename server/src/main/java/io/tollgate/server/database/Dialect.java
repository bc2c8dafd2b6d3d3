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
    },
    POSTGRESQL("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", " FOR UPDATE SKIP LOCKED") {
        @Override
        void lock(Handle handle, int purpose, int key) {
            handle.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(:purpose, :key)) AS locked")
                    .bind("purpose", purpose)
                    .bind("key", key)
                    .mapTo(Integer.class)
                    .one();
        }
    };

    private final String identity;
    private final String passingOverLocked;

    Dialect(String identity, String passingOverLocked) {
        this.identity = identity;
        this.passingOverLocked = passingOverLocked;
    }

    /// The column definition of a number given out in ascending order.
    String identity() {
        return identity;
    }

    /// What a SELECT ends with that locks its rows and leaves out what others have locked.
    String passingOverLocked() {
        return passingOverLocked;
    }

    /// Takes a lock that all nodes share and that ends with the transaction.
    ///
    /// @param key two that meet by chance only wait for each other without need
    abstract void lock(Handle handle, int purpose, int key);
}
