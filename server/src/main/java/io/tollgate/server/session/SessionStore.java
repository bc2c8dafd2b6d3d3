package io.tollgate.server.session;

import io.tollgate.server.database.Columns;
import io.tollgate.server.database.Database;
import io.tollgate.server.identity.Role;
import io.tollgate.server.identity.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The statements on sessions and refresh tokens. Each runs in the transaction of its handle; those that write touch a
/// session's row before its tokens' rows, so that two transactions never wait for each other.
final class SessionStore {

    /// A refresh token found by its hash, with its session and person as they are now.
    ///
    /// @param generation of the token
    /// @param currentGeneration of the session
    record Presented(
            String tokenId,
            int generation,
            Optional<Instant> rotatedAt,
            Optional<String> rotatedIp,
            Optional<String> rotatedDevice,
            Optional<byte[]> sealedSuccessor,
            String sessionId,
            int currentGeneration,
            boolean ended,
            Instant expiresAt,
            Instant authTime,
            Optional<String> ip,
            String userId,
            Role role) {}

    private static final String SESSION_COLUMNS =
            "id, user_id, device_name, user_agent, ip, auth_time, last_used_at, expires_at";

    private SessionStore() {}

    static void insert(Handle handle, Session session, SessionKind kind) {
        handle.createUpdate("""
                        INSERT INTO user_sessions (id, user_id, kind, device_name, user_agent, ip, auth_time,
                            last_used_at, expires_at, generation)
                        VALUES (:id, :userId, :kind, :deviceName, :userAgent, :ip, :authTime, :authTime, :expiresAt, 0)""")
                .bind("id", session.id())
                .bind("userId", session.userId())
                .bind("kind", kind.text())
                .bind("deviceName", session.deviceName().orElse(null))
                .bind("userAgent", session.userAgent().orElse(null))
                .bind("ip", session.ip())
                .bind("authTime", session.authTime().toEpochMilli())
                .bind("expiresAt", session.expiresAt().toEpochMilli())
                .execute();
    }

    static void insertToken(
            Handle handle, String id, String sessionId, int generation, RefreshToken token, Instant now, Instant expiresAt) {
        handle.createUpdate("""
                        INSERT INTO refresh_tokens (id, session_id, generation, token_hash, issued_at, expires_at, revoked)
                        VALUES (:id, :sessionId, :generation, :hash, :now, :expiresAt, FALSE)""")
                .bind("id", id)
                .bind("sessionId", sessionId)
                .bind("generation", generation)
                .bind("hash", token.hash())
                .bind("now", now.toEpochMilli())
                .bind("expiresAt", expiresAt.toEpochMilli())
                .execute();
    }

    static Optional<Presented> findPresented(Handle handle, RefreshToken token, SessionKind kind) {
        return handle.createQuery("""
                        SELECT t.id AS token_id, t.generation AS generation, t.rotated_at AS rotated_at,
                            t.rotated_ip AS rotated_ip, t.rotated_device AS rotated_device,
                            t.successor_sealed AS successor_sealed, s.id AS session_id,
                            s.generation AS current_generation, s.ended_at AS ended_at, s.expires_at AS expires_at,
                            s.auth_time AS auth_time, s.ip AS ip, u.id AS user_id, u.role AS role
                        FROM refresh_tokens t
                        JOIN user_sessions s ON s.id = t.session_id
                        JOIN users u ON u.id = s.user_id
                        WHERE t.token_hash = :hash AND s.kind = :kind LIMIT 1""")
                .bind("hash", token.hash())
                .bind("kind", kind.text())
                .map((row, _) -> presented(row))
                .findOne();
    }

    /// When a session's token of a generation was issued.
    static Optional<Instant> issuedAt(Handle handle, String sessionId, int generation) {
        return handle.createQuery("""
                        SELECT issued_at FROM refresh_tokens
                        WHERE session_id = :sessionId AND generation = :generation LIMIT 1""")
                .bind("sessionId", sessionId)
                .bind("generation", generation)
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    private static Presented presented(ResultSet row) throws SQLException {
        return new Presented(
                row.getString("token_id"),
                row.getInt("generation"),
                Columns.instant(row, "rotated_at"),
                Optional.ofNullable(row.getString("rotated_ip")),
                Optional.ofNullable(row.getString("rotated_device")),
                Optional.ofNullable(row.getBytes("successor_sealed")),
                row.getString("session_id"),
                row.getInt("current_generation"),
                Columns.instant(row, "ended_at").isPresent(),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                Instant.ofEpochMilli(row.getLong("auth_time")),
                Optional.ofNullable(row.getString("ip")),
                row.getString("user_id"),
                Role.parse(row.getString("role")).orElseThrow());
    }

    /// Moves a live session on to the next generation. Of several that try, one succeeds.
    static boolean advance(Handle handle, Presented presented, Client client, Instant now, Instant expiresAt) {
        return handle.createUpdate("""
                        UPDATE user_sessions
                        SET generation = generation + 1, last_used_at = :now, expires_at = :expiresAt, ip = :ip,
                            user_agent = :userAgent
                        WHERE id = :id AND generation = :generation AND ended_at IS NULL""")
                        .bind("now", now.toEpochMilli())
                        .bind("expiresAt", expiresAt.toEpochMilli())
                        .bind("ip", client.ip())
                        .bind("userAgent", client.userAgent().orElse(null))
                        .bind("id", presented.sessionId())
                        .bind("generation", presented.generation())
                        .execute()
                == 1;
    }

    static void markRotated(Handle handle, Presented presented, Client client, byte[] sealedSuccessor, Instant now) {
        handle.createUpdate("""
                        UPDATE refresh_tokens
                        SET rotated_at = :now, rotated_ip = :ip, rotated_device = :device, successor_sealed = :sealed
                        WHERE id = :id""")
                .bind("now", now.toEpochMilli())
                .bind("ip", client.ip())
                .bind("device", client.deviceId().orElse(null))
                .bind("sealed", sealedSuccessor)
                .bind("id", presented.tokenId())
                .execute();
        handle.createUpdate("""
                        UPDATE refresh_tokens SET successor_sealed = NULL
                        WHERE session_id = :sessionId AND generation = :before""")
                .bind("sessionId", presented.sessionId())
                .bind("before", presented.generation() - 1)
                .execute();
    }

    /// Ends one session of a person that has neither ended nor expired.
    ///
    /// @return its id, or nothing when there is none of that id
    static List<String> endLive(Handle handle, String userId, String sessionId, EndReason reason, Instant now) {
        return end(handle, "id = :id AND expires_at > :now", Map.of("id", sessionId), userId, reason, now);
    }

    /// Ends one session of a person that has not ended, though it may have expired.
    ///
    /// @return its id, or nothing when there is none of that id
    static List<String> endOne(Handle handle, String userId, String sessionId, EndReason reason, Instant now) {
        return end(handle, "id = :id", Map.of("id", sessionId), userId, reason, now);
    }

    /// Ends all live sessions of a person but one.
    ///
    /// @param kept an id that no session has, to end all
    /// @return the ids of those that ended
    static List<String> endOthers(
            Database database, Handle handle, String userId, String kept, EndReason reason, Instant now) {
        return end(handle, lockedInOrder(database, "id <> :id"), Map.of("id", kept), userId, reason, now);
    }

    static boolean isLive(Handle handle, String id) {
        return handle.createQuery("SELECT 1 AS one FROM user_sessions WHERE id = :id AND ended_at IS NULL LIMIT 1")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /// How many live sessions a person has, counted up to `most`.
    static int live(Handle handle, String userId, int most, Instant now) {
        return handle.createQuery("""
                        SELECT COUNT(*) AS n FROM (
                            SELECT 1 AS one FROM user_sessions
                            WHERE user_id = :userId AND ended_at IS NULL AND expires_at > :now LIMIT :most) AS live""")
                .bind("userId", userId)
                .bind("now", now.toEpochMilli())
                .bind("most", most)
                .mapTo(Integer.class)
                .one();
    }

    /// Ends live sessions of a person but the `kept` that were used last, at most a thousand.
    ///
    /// @return the ids of those that ended
    static List<String> endSurplus(
            Database database, Handle handle, String userId, int kept, EndReason reason, Instant now) {
        String which = """
                id IN (SELECT id FROM user_sessions WHERE user_id = :userId AND ended_at IS NULL AND expires_at > :now
                    ORDER BY last_used_at DESC, id DESC LIMIT 1000 OFFSET :kept)""";
        return end(handle, lockedInOrder(database, which), Map.of("kept", kept), userId, reason, now);
    }

    /// Of several sessions, the condition that locks them in the order of their ids. Those that two transactions end may be
    /// the same, found by different indexes; without an order of their own each could wait for what the other has locked.
    private static String lockedInOrder(Database database, String which) {
        return "id IN (SELECT id FROM user_sessions WHERE user_id = :userId AND ended_at IS NULL AND " + which
                + " ORDER BY id" + database.locking() + ")";
    }

    /// @param which of them, on the values that stand in it as `:name`
    private static List<String> end(
            Handle handle, String which, Map<String, ?> values, String userId, EndReason reason, Instant now) {
        List<String> ended = handle.createQuery("""
                        UPDATE user_sessions SET ended_at = :now, end_reason = :reason
                        WHERE user_id = :userId AND ended_at IS NULL AND\s""" + which + " RETURNING id")
                .bind("now", now.toEpochMilli())
                .bind("reason", reason.text())
                .bind("userId", userId)
                .bindMap(values)
                .mapTo(String.class)
                .list();
        if (!ended.isEmpty()) {
            // Not by `revoked`: SQLite would take the index that begins with it, and read the tokens of everybody.
            handle.createUpdate("""
                            UPDATE refresh_tokens SET revoked = TRUE, revoked_at = :now, successor_sealed = NULL
                            WHERE revoked_at IS NULL AND session_id IN (
                                SELECT id FROM user_sessions WHERE user_id = :userId AND ended_at = :now)""")
                    .bind("now", now.toEpochMilli())
                    .bind("userId", userId)
                    .execute();
        }
        return ended;
    }

    /// Live sessions of a person, newest first, after the session `cursor`.
    static List<Session> page(Handle handle, String userId, Instant now, Optional<String> cursor, int limit) {
        return handle.createQuery("SELECT " + SESSION_COLUMNS + """
                        \sFROM user_sessions
                        WHERE user_id = :userId AND ended_at IS NULL AND expires_at > :now AND id < :cursor
                        ORDER BY id DESC LIMIT :limit""")
                .bind("userId", userId)
                .bind("now", now.toEpochMilli())
                .bind("cursor", cursor.orElse(TimeOrderedIds.AFTER_ALL))
                .bind("limit", limit)
                .map((row, _) -> session(row))
                .list();
    }

    /// Where and when somebody was last seen.
    record LastSeen(String ip, Instant at) {}

    /// Of the live session that a person used last or the one begun last, whether it still lives or not: whichever was used later.
    static Optional<LastSeen> lastSeen(Handle handle, String userId) {
        return handle.createQuery("""
                        SELECT ip, last_used_at FROM (
                            SELECT ip, last_used_at FROM user_sessions WHERE user_id = :userId AND ended_at IS NULL
                            ORDER BY last_used_at DESC LIMIT 1) AS part1
                        UNION ALL
                        SELECT ip, last_used_at FROM (
                            SELECT ip, last_used_at FROM user_sessions WHERE user_id = :userId
                            ORDER BY id DESC LIMIT 1) AS part2
                        ORDER BY last_used_at DESC LIMIT 1""")
                .bind("userId", userId)
                .map((row, _) -> new LastSeen(row.getString("ip"), Instant.ofEpochMilli(row.getLong("last_used_at"))))
                .findOne();
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getString("id"),
                row.getString("user_id"),
                Optional.ofNullable(row.getString("device_name")),
                Optional.ofNullable(row.getString("user_agent")),
                row.getString("ip"),
                Instant.ofEpochMilli(row.getLong("auth_time")),
                Instant.ofEpochMilli(row.getLong("last_used_at")),
                Instant.ofEpochMilli(row.getLong("expires_at")));
    }

    /// All sessions that ended at or after `since`. Bounded by the life of an access token.
    static List<String> endedSince(Handle handle, Instant since) {
        return handle.createQuery("SELECT id FROM user_sessions WHERE ended_at >= :since")
                .bind("since", since.toEpochMilli())
                .mapTo(String.class)
                .list();
    }

    /// A person and the role he has now.
    record CurrentRole(String userId, Role role) {}

    /// All persons whose role changed at or after `since`.
    static List<CurrentRole> rolesChangedSince(Handle handle, Instant since) {
        return handle.createQuery("SELECT id, role FROM users WHERE role_changed_at >= :since")
                .bind("since", since.toEpochMilli())
                .map((row, _) ->
                        new CurrentRole(row.getString("id"), Role.parse(row.getString("role")).orElseThrow()))
                .list();
    }
}
