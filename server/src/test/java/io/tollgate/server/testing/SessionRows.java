package io.tollgate.server.testing;

import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Rows of a person with sessions, for tests of what is done with many.
public final class SessionRows {

    private SessionRows() {}

    /// One person, who is not there yet, with a session for each of these times at which it expires.
    public static void insert(Handle handle, LongStream expirations) {
        handle.execute("""
                INSERT INTO users (id, email, role, password_hash, email_verified, created_at, password_changed_at)
                VALUES ('person', 'ann@example.org', 'user', '-', TRUE, 0, 0)""");
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO user_sessions (id, user_id, kind, ip, auth_time, last_used_at, expires_at, generation)
                VALUES (:id, 'person', 'tokens', '192.0.2.1', 0, 0, :expires, 1)""")) {
            expirations.forEach(time -> batch.bind("id", "session-" + time).bind("expires", time).add());
            batch.execute();
        }
    }
}
