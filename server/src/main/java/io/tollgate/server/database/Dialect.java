package io.tollgate.server.database;

import org.jdbi.v3.core.Handle;

/// Where the two engines differ.
enum Dialect {
    /// One writer at a time: a write transaction holds the whole database, so locks by name have nothing to add.
    SQLITE("INTEGER PRIMARY KEY AUTOINCREMENT", "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))") {
        @Override
        boolean hasTable(Handle handle, String name) {
            return exists(handle, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :name", name);
        }

        @Override
        void lock(Handle handle, int purpose, int key) {
            // The transaction began IMMEDIATE and therefore holds the only write lock already.
        }
    },
    POSTGRESQL("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "TIMESTAMP NOT NULL DEFAULT now()") {
        @Override
        boolean hasTable(Handle handle, String name) {
            return exists(handle, "SELECT COUNT(to_regclass(:name))", name);
        }

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
    private final String moment;

    Dialect(String identity, String moment) {
        this.identity = identity;
        this.moment = moment;
    }

    private static boolean exists(Handle handle, String query, String name) {
        return handle.createQuery(query).bind("name", name).mapTo(Integer.class).one() > 0;
    }

    abstract boolean hasTable(Handle handle, String name);

    /// The column definition of the time at which a row was made.
    String moment() {
        return moment;
    }

    /// The column definition of a number given out in ascending order.
    String identity() {
        return identity;
    }

    /// Takes a lock that all nodes share and that ends with the transaction.
    ///
    /// @param key two that meet by chance only wait for each other without need
    abstract void lock(Handle handle, int purpose, int key);
}
