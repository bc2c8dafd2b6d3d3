package io.tollgate.server.session;

import io.tollgate.server.cleanup.CleanupTask;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.Sweep;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// What is left of sessions that are over.
public final class ExpiredTokens {

    private static final String NO_TOKEN_IS_LEFT =
            " AND NOT EXISTS (SELECT id FROM refresh_tokens t WHERE t.session_id = user_sessions.id LIMIT 1)";

    /// Those that expired, and of the others those that ended: each has an index to be found by.
    static final List<Sweep> SESSIONS = List.of(
            new Sweep("user_sessions", "expires_at < :before" + NO_TOKEN_IS_LEFT, "expires_at"),
            new Sweep(
                    "user_sessions",
                    "ended_at IS NOT NULL AND ended_at < :before AND expires_at >= :before" + NO_TOKEN_IS_LEFT,
                    "ended_at"));

    private ExpiredTokens() {}

    /// Tokens that expired, tokens revoked more than seven days ago, and sessions that no token is left of.
    public static List<CleanupTask> tasks(Database database, InstantSource clock) {
        return List.of(
                new Rows(
                        database,
                        clock,
                        "tokens",
                        Duration.ZERO,
                        List.of(new Sweep("refresh_tokens", "expires_at < :before", "expires_at"))),
                new Rows(
                        database,
                        clock,
                        "revoked",
                        TokenStore.KEPT,
                        List.of(new Sweep("refresh_tokens", "revoked = TRUE AND revoked_at < :before", "revoked_at"))),
                new Rows(database, clock, "sessions", TokenStore.KEPT, SESSIONS));
    }

    /// @param kept   how long after it was over a row stays
    /// @param sweeps which find different rows
    private record Rows(Database database, InstantSource clock, String name, Duration kept, List<Sweep> sweeps)
            implements CleanupTask {

        @Override
        public long count() {
            return sweeps.stream().mapToLong(sweep -> sweep.count(database, before())).sum();
        }

        @Override
        public long removeSome(int limit) {
            long removed = 0;
            for (Sweep sweep : sweeps) {
                if (removed < limit) {
                    removed += sweep.removeSome(database, before(), limit - (int) removed);
                }
            }
            return removed;
        }

        private Map<String, Long> before() {
            return Map.of("before", clock.instant().minus(kept).toEpochMilli());
        }
    }
}
