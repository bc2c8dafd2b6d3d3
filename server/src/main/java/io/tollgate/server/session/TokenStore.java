package io.tollgate.server.session;

import io.tollgate.server.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The statements of administration on refresh tokens. Each runs in the transaction of its handle.
final class TokenStore {
    /// How long what is over is kept, for whoever asks what happened.
    static final Duration KEPT = Duration.ofDays(7);

    private static final String COLUMNS = """
            t.id AS id, s.user_id AS user_id, t.session_id AS session_id, t.generation AS generation,
            t.rotated_at AS rotated_at, t.revoked AS revoked, t.revoked_at AS revoked_at, t.issued_at AS issued_at,
            t.expires_at AS expires_at, s.device_name AS device_name, s.user_agent AS user_agent, s.ip AS ip,
            s.last_used_at AS last_used_at""";

    private static final String NAMES = "id, user_id, session_id, generation, rotated_at, revoked, revoked_at, issued_at, expires_at,"
            + " device_name, user_agent, ip, last_used_at";

    private TokenStore() {}

    /// Tokens newest first, of one person or all, of one status or all, after the token `cursor`. Of all persons, those that
    /// were rotated or expired stand in the order in which they were, the last first.
    static List<TokenView> page(
            Handle handle,
            Optional<String> userId,
            Optional<TokenStatus> status,
            Instant now,
            Optional<String> cursor,
            int limit) {
        String column = userId.isPresent() ? "id" : status.map(TokenStatus::order).orElse("id");
        boolean byId = column.equals("id");
        List<String> conditions = new ArrayList<>();
        userId.ifPresent(_ -> conditions.add("s.user_id = :userId"));
        status.ifPresent(s -> conditions.add(s.condition()));
        cursor.ifPresent(_ -> conditions.add(byId
                ? "t.id < :cursor"
                // After a token that is gone there is nothing: the clean-up takes the others away as well.
                : "(t." + column + ", t.id) < (SELECT " + column + ", id FROM refresh_tokens WHERE id = :cursor)"));
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String tokens = "SELECT " + COLUMNS + " FROM refresh_tokens t JOIN user_sessions s ON s.id = t.session_id" + where;
        String order = " ORDER BY " + (byId ? "" : "t." + column + " DESC, ") + "t.id DESC";
        Query query = handle.createQuery(userId.isPresent() ? ofPerson(tokens) : tokens + order + " LIMIT :limit")
                .bind("limit", limit);
        userId.ifPresent(id -> query.bind("userId", id));
        cursor.ifPresent(id -> query.bind("cursor", id));
        if (where.contains(":now")) {
            query.bind("now", now.toEpochMilli());
        }
        return query.map((row, _) -> view(row, now)).list();
    }

    /// All of one person first, which are few, and then their order: seeing a limit PostgreSQL would walk everybody's tokens
    /// in their order, in the hope of meeting his soon.
    private static String ofPerson(String tokens) {
        return "WITH theirs AS MATERIALIZED (" + tokens + ") SELECT " + NAMES + " FROM theirs ORDER BY id DESC LIMIT :limit";
    }

    static Optional<TokenView> find(Handle handle, String id, Instant now) {
        return handle.createQuery("SELECT " + COLUMNS + """
                        \sFROM refresh_tokens t JOIN user_sessions s ON s.id = t.session_id WHERE t.id = :id LIMIT 1""")
                .bind("id", id)
                .map((row, _) -> view(row, now))
                .findOne();
    }

    private static TokenView view(ResultSet row, Instant now) throws SQLException {
        Instant expiresAt = Instant.ofEpochMilli(row.getLong("expires_at"));
        return new TokenView(
                row.getString("id"),
                row.getString("user_id"),
                row.getString("session_id"),
                row.getInt("generation"),
                statusOf(row, expiresAt, now).text(),
                Instant.ofEpochMilli(row.getLong("issued_at")),
                expiresAt,
                Columns.instant(row, "revoked_at").orElse(null),
                row.getString("device_name"),
                row.getString("user_agent"),
                row.getString("ip"),
                Instant.ofEpochMilli(row.getLong("last_used_at")));
    }

    private static TokenStatus statusOf(ResultSet row, Instant expiresAt, Instant now) throws SQLException {
        if (row.getBoolean("revoked")) {
            return TokenStatus.REVOKED;
        }
        if (!now.isBefore(expiresAt)) {
            return TokenStatus.EXPIRED;
        }
        return Columns.instant(row, "rotated_at").isPresent() ? TokenStatus.ROTATED : TokenStatus.ACTIVE;
    }

    /// How many tokens there are of each status, in one pass over all of them.
    static Map<TokenStatus, Long> counts(Handle handle, Instant now) {
        String sums = Stream.of(TokenStatus.values())
                .map(status -> "COUNT(CASE WHEN " + status.condition() + " THEN 1 END) AS " + status.text())
                .collect(Collectors.joining(", "));
        return handle.createQuery("SELECT " + sums + " FROM refresh_tokens t")
                .bind("now", now.toEpochMilli())
                .map((row, _) -> {
                    Map<TokenStatus, Long> counts = new EnumMap<>(TokenStatus.class);
                    for (TokenStatus status : TokenStatus.values()) {
                        counts.put(status, row.getLong(status.text()));
                    }
                    return counts;
                })
                .one();
    }

    /// How many sessions live.
    static long liveSessions(Handle handle, Instant now) {
        return handle.createQuery(
                        "SELECT COUNT(*) AS n FROM user_sessions WHERE ended_at IS NULL AND expires_at > :now")
                .bind("now", now.toEpochMilli())
                .mapTo(Long.class)
                .one();
    }
}
