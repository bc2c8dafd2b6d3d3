package io.tollgate.server.database;

import java.time.Duration;

/// How long PostgreSQL bears with whoever is at the other end of a pool's connection. A node that freezes or whose machine
/// vanishes in the middle of a transaction says nothing any more. By itself PostgreSQL would keep that transaction and its
/// locks for hours, among them the one without which no node ends a session.
///
/// Told by `SET` once a connection is there, and not by `options` when it is made: PgBouncer, which may stand between in its
/// session mode, refuses those.
final class ServerPatience {
    /// For the next statement of a transaction. No node has anything to do in between that takes as long.
    static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

    /// For a lock. As long as a request waits for a connection, and longer than PostgreSQL takes to find a deadlock.
    static final Duration LOCK = Duration.ofSeconds(5);

    /// Some 25 s after its last sign of life the other end is given up, whatever it was at.
    static final String STATEMENTS = String.join(
            "; ",
            "SET idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION.toMillis(),
            "SET lock_timeout = " + LOCK.toMillis(),
            "SET tcp_keepalives_idle = 10",
            "SET tcp_keepalives_interval = 5",
            "SET tcp_keepalives_count = 3");

    private ServerPatience() {}
}
