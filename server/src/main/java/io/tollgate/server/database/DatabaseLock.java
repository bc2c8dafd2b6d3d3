package io.tollgate.server.database;

/// Locks that all nodes on one database share, each for one purpose. A transaction that takes several takes them in
/// the order in which they stand here.
public enum DatabaseLock {
    /// First start: signing keys, secrets, first admin.
    BOOTSTRAP,
    /// The set of admins, of which one must remain.
    ADMINS,
    /// Getting back into one account; with a key.
    RECOVERY,
    /// The guesses at one account; with a key.
    GUESS_ACCOUNT,
    /// The guesses from one address; with a key.
    GUESS_ADDRESS,
    /// Alerts: which incidents go on, and how many messages the budgets still allow.
    ALERTS,
    /// Appending to the change feed, so that its numbers become visible in order.
    CHANGE_FEED,
    /// Moving old events to the archive.
    EVENT_ARCHIVE,
    /// Bringing the schema up to date.
    SCHEMA;

    /// "toll" in ASCII, so that other users of one PostgreSQL do not meet our locks.
    private static final int NAMESPACE = 0x746F6C6C;

    int purpose() {
        return NAMESPACE + ordinal();
    }
}
