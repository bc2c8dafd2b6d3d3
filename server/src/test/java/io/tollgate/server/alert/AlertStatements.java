package io.tollgate.server.alert;

import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;

/// Statements on alerts that only come when a budget was used up and is free again.
public final class AlertStatements {

    private AlertStatements() {}

    public static void runAll(Database database) {
        database.writeOnly(handle -> {
            Suppressions.takeBack(handle, AlertKind.BOT, TimeOrderedIds.AFTER_ALL);
            AlertTable.announced(handle, "nobody's", "none");
        });
    }
}
