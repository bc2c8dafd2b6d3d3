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

    static final String SESSIONS_OVER = """
            (expires_at < :before OR (ended_at IS NOT NULL AND ended_at < :before))
            AND NOT EXISTS (SELECT id FROM refresh_tokens t WHERE t.session_id = user_sessions.id LIMIT 1)""";

    private ExpiredTokens() {}

    /// Tokens that expired, tokens revoked more than seven days ago, and sessions that no token is left of.
    public static List<CleanupTask> tasks(Database database, InstantSource clock) {
        return List.of(
                new Rows(database, clock, "tokens", Duration.ZERO, new Sweep("refresh_tokens", "id", "expires_at < :before")),
                new Rows(
                        database,
                        clock,
                        "revoked",
                        TokenStore.KEPT,
                        new Sweep("refresh_tokens", "id", "revoked = TRUE AND revoked_at < :before")),
                new Rows(
                        database,
                        clock,
                        "sessions",
                        TokenStore.KEPT,
                        new Sweep("user_sessions", "id", SESSIONS_OVER)));
    }

    /// @param kept how long after it was over a row stays
    private record Rows(Database database, InstantSource clock, String name, Duration kept, Sweep sweep)
            implements CleanupTask {

        @Override
        public long count() {
            return sweep.count(database, before());
        }

        @Override
        public long removeSome(int limit) {
            return sweep.removeSome(database, before(), limit);
        }

        private Map<String, Long> before() {
            return Map.of("before", clock.instant().minus(kept).toEpochMilli());
        }
    }
}
