package io.tollgate.server.guard;

import io.tollgate.server.database.Database;

/// Statements on known devices that only a race brings about.
public final class DeviceStatements {

    private DeviceStatements() {}

    public static void runAll(Database database) {
        database.writeOnly(handle -> KnownDevices.forget(handle, "nobody's", "unknown"));
    }
}
