package io.tollgate.server;

import java.util.Map;
import java.util.Set;

/// Which statements may read all of which tables.
final class WholeTables {
    /// Tables with as many rows as there are keys, secrets, channels, kinds, nodes and the like.
    private static final Set<String> SMALL = Set.of(
            "nodes",
            "signing_keys",
            "server_secrets",
            "event_journals",
            "event_archives",
            "alert_channels",
            "alert_suppressions",
            "statement_figures",
            // What a statement has gathered itself.
            "theirs",
            "CONSTANT");

    /// Indexes of few rows of a large table: of those that wait, and of those with a ban.
    private static final Set<String> FEW = Set.of("idx_mail_due", "idx_alert_deliveries_waiting", "idx_standing_banned");

    /// Indexes whose first column says next to nothing.
    private static final Set<String> VAGUE = Set.of("idx_tokens_revoked (revoked=?)");

    /// Beginnings of statements, and why they may read a large table.
    private static final Map<String, String> MEANT = Map.of(
            "SELECT COUNT(CASE WHEN t.revoked_at", "exact totals of all tokens, for an admin who asks for them",
            "SELECT COUNT(*) AS n FROM user_sessions", "exact total of all sessions, beside it",
            "SELECT type, severity, timestamp / ", "sums of a period, of all that happened in it",
            "SELECT address, score, scored_at, repeats, allowed_until, ban_since, ban_until, ban_reason, ban_evidence,"
                    + " ban_automatic FROM address_standing ORDER BY score, address", "as many as are held in memory",
            "SELECT COUNT(*) AS n FROM ", "what a dry run of the clean-up would remove");

    private WholeTables() {}

    static boolean isSmall(String table) {
        return SMALL.contains(table);
    }

    /// Whether an index, as a plan of SQLite names it, has few rows.
    static boolean isOfFew(String step) {
        return FEW.stream().anyMatch(index -> step.endsWith(" " + index));
    }

    /// Whether a search by an index finds most of the rows.
    static boolean isVague(String step) {
        return VAGUE.stream().anyMatch(step::endsWith);
    }

    static boolean isMeant(String sql) {
        return MEANT.keySet().stream().anyMatch(sql::startsWith);
    }
}
