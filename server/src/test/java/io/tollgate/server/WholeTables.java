package io.tollgate.server;

import java.util.Map;
import java.util.Set;

/// Which statements may read all of which tables.
final class WholeTables {
    /// Tables with as many rows as there are keys, secrets, channels, kinds, nodes and the like.
    private static final Set<String> SMALL = Set.of(
            "signing_keys",
            "server_secrets",
            "event_journals",
            "event_archives",
            "alert_channels",
            "alert_suppressions",
            // What a statement has gathered itself.
            "superfluous",
            "CONSTANT");

    /// Beginnings of statements, and why they may read a large table.
    private static final Map<String, String> MEANT = Map.of();

    private WholeTables() {}

    static boolean isSmall(String table) {
        return SMALL.contains(table);
    }

    static boolean isMeant(String sql) {
        return MEANT.keySet().stream().anyMatch(sql::startsWith);
    }
}
