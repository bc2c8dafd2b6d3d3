package io.tollgate.server.node;

import io.tollgate.server.database.Sweep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The statements on nodes. Each runs in the transaction of its handle.
final class NodeStore {
    /// Those not heard of since then.
    static final Sweep OLD = new Sweep("nodes", "last_seen < :before", "last_seen");

    private static final int MAX_NODES = 1_000;

    private NodeStore() {}

    static void seen(Handle handle, Node node) {
        handle.createUpdate("""
                        INSERT INTO nodes (id, started_at, last_seen, state, shared_windows)
                        VALUES (:id, :startedAt, :lastSeen, :state, :sharedWindows)
                        ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at, last_seen = excluded.last_seen,
                            state = excluded.state, shared_windows = excluded.shared_windows""")
                .bind("id", node.id())
                .bind("startedAt", node.startedAt().toEpochMilli())
                .bind("lastSeen", node.lastSeen().toEpochMilli())
                .bind("state", node.state().text())
                .bind("sharedWindows", node.sharedWindows() ? 1 : 0)
                .execute();
    }

    static List<Node> all(Handle handle) {
        return handle.createQuery("""
                        SELECT id, started_at, last_seen, state, shared_windows FROM nodes ORDER BY id LIMIT :limit""")
                .bind("limit", MAX_NODES)
                .map((row, _) -> node(row))
                .list();
    }

    private static Node node(ResultSet row) throws SQLException {
        return new Node(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("last_seen")),
                Node.State.of(row.getString("state")),
                row.getInt("shared_windows") != 0);
    }

    /// Whether this node is the one that says so.
    static boolean lost(Handle handle, Node node) {
        return handle.createUpdate("""
                        UPDATE nodes SET state = 'lost' WHERE id = :id AND state = 'up' AND last_seen = :lastSeen""")
                        .bind("id", node.id())
                        .bind("lastSeen", node.lastSeen().toEpochMilli())
                        .execute()
                == 1;
    }
}
