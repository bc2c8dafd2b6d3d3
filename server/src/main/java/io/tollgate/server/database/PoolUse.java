package io.tollgate.server.database;

/// The connections to the database at one moment, readers and writers together.
///
/// @param waiting threads that wait for one
public record PoolUse(int active, int idle, int waiting) {

    PoolUse plus(PoolUse other) {
        return new PoolUse(active + other.active, idle + other.idle, waiting + other.waiting);
    }
}
