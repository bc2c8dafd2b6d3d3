package io.tollgate.server.session;

import io.tollgate.server.cleanup.CleanupTask;
import io.tollgate.server.database.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// What is left of sessions that are over.
public final class ExpiredTokens {

    static final String SESSIONS_OVER = """
            (expires_at < :kept OR (ended_at IS NOT NULL AND ended_at < :kept))
            AND NOT EXISTS (SELECT id FROM refresh_tokens t WHERE t.session_id = user_sessions.id LIMIT 1)""";

    private ExpiredTokens() {}

    /// Tokens that expired, tokens revoked more than seven days ago, and sessions that no token is left of.
    public static List<CleanupTask> tasks(Database database, InstantSource clock) {
        return List.of(
                new Rows(database, clock, "tokens", "refresh_tokens", "expires_at < :now"),
                new Rows(
                        database,
                        clock,
                        "revoked",
                        "refresh_tokens",
                        "revoked = TRUE AND revoked_at < :kept"),
                new Rows(database, clock, "sessions", "user_sessions", SESSIONS_OVER));
    }

    /// Rows of a table that a condition on the time selects. Names and conditions are ours, never from outside.
    private record Rows(Database database, InstantSource clock, String name, String table, String condition)
            implements CleanupTask {

        @Override
        public long count() {
            return database.read(handle -> handle.createQuery("SELECT COUNT(*) AS n FROM " + table + " WHERE " + condition)
                    .bindMap(times())
                    .mapTo(Long.class)
                    .one());
        }

        @Override
        public long removeSome(int limit) {
            return database.write(handle -> remove(handle, limit));
        }

        private long remove(Handle handle, int limit) {
            return handle.createUpdate("DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table + " WHERE "
                            + condition + " LIMIT :limit)")
                    .bindMap(times())
                    .bind("limit", limit)
                    .execute();
        }

        private Map<String, Long> times() {
            Instant now = clock.instant();
            String kept = "kept";
            return condition.contains(":" + kept)
                    ? Map.of(kept, now.minus(TokenStore.KEPT).toEpochMilli())
                    : Map.of("now", now.toEpochMilli());
        }
    }
}
