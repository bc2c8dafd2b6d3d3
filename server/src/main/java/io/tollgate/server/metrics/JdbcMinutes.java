package io.tollgate.server.metrics;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.metrics.History.NodeMinute;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The minutes of all nodes in the database. Every method throws [DatabaseException] when it is away.
final class JdbcMinutes {
    /// An hour of a hundred nodes; of more, those written last.
    private static final int MAX_ROWS = 6_100;

    private final Database database;

    JdbcMinutes(Database database) {
        this.database = database;
    }

    void save(Collection<NodeMinute> minutes) {
        database.writeOnly(handle -> {
            try (PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO metrics_minutes (node, minute, last_seen, data)
                    VALUES (:node, :minute, :lastSeen, :data)
                    ON CONFLICT (node, minute) DO UPDATE SET last_seen = excluded.last_seen, data = excluded.data""")) {
                for (NodeMinute minute : minutes) {
                    batch.bind("node", minute.node())
                            .bind("minute", minute.minute().toEpochMilli())
                            .bind("lastSeen", minute.lastSeen().toEpochMilli())
                            .bind("data", minute.rollup())
                            .add();
                }
                batch.execute();
            }
        });
    }

    /// What was written from `lastSeen` on, oldest first.
    List<NodeMinute> load(Instant lastSeen) {
        return database.read(handle -> handle.createQuery("""
                        SELECT node, minute, last_seen, data FROM metrics_minutes
                        WHERE last_seen >= :lastSeen ORDER BY last_seen DESC LIMIT :limit""")
                .bind("lastSeen", lastSeen.toEpochMilli())
                .bind("limit", MAX_ROWS)
                .map((row, _) -> minute(row))
                .list()
                .reversed());
    }

    private static NodeMinute minute(ResultSet row) throws SQLException {
        return new NodeMinute(
                row.getString("node"),
                Instant.ofEpochMilli(row.getLong("minute")),
                Instant.ofEpochMilli(row.getLong("last_seen")),
                row.getBytes("data"));
    }

    void forgetBefore(Instant lastSeen) {
        database.writeOnly(handle -> handle.createUpdate("DELETE FROM metrics_minutes WHERE last_seen < :lastSeen")
                .bind("lastSeen", lastSeen.toEpochMilli())
                .execute());
    }
}
