package io.tollgate.server.mail;

import io.tollgate.server.database.Database;

/// Statements on the outbox that only come when mails were sent in between.
public final class OutboxStatements {

    private OutboxStatements() {}

    public static void runAll(Database database) {
        database.writeOnly(handle -> OutboxRows.countDropped(handle, "password_reset", "nobody's"));
    }
}
