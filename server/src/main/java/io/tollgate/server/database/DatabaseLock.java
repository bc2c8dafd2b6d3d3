package io.tollgate.server.database;

/// Locks that all nodes on one database share, each for one purpose. A transaction that takes several takes them in
/// the order in which they stand here.
public enum DatabaseLock {
    /// First start: signing keys, secrets, first admin.
    BOOTSTRAP,
    /// The set of admins, of which one must remain.
    ADMINS,
    /// Appending to the change feed, so that its numbers become visible in order.
    CHANGE_FEED;

    /// "tollgate" in ASCII, so that other users of one PostgreSQL do not meet our keys.
    private static final long NAMESPACE = 0x746F6C6C67617465L;

    long key() {
        return NAMESPACE + ordinal();
    }
}
