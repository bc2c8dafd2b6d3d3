package io.tollgate.server.event;

import io.tollgate.server.identity.TimeOrderedIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Puts rows into the log without the way there.
final class EventRows implements AutoCloseable {
    private static final int BATCH = 10_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final TimeOrderedIds ids;
    private int waiting;

    EventRows(Connection connection, TimeOrderedIds ids) {
        this.connection = connection;
        this.ids = ids;
        try {
            connection.setAutoCommit(false);
            insert = connection.prepareStatement("INSERT INTO security_events (" + StoredEvent.COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void insert(SecurityEvent event, long count) {
        try {
            int column = 0;
            insert.setString(++column, ids.next(event.timestamp()));
            insert.setString(++column, event.type().text());
            insert.setString(++column, event.type().severity().text());
            insert.setLong(++column, event.timestamp().toEpochMilli());
            insert.setLong(++column, event.timestamp().toEpochMilli());
            insert.setLong(++column, count);
            text(++column, event.userId().orElse(null));
            text(++column, event.sessionId().orElse(null));
            text(++column, event.address().orElse(null));
            text(++column, event.userAgent().orElse(null));
            text(++column, event.requestId().orElse(null));
            text(++column, event.details().isEmpty() ? null : EventJson.write(event.details()));
            insert.addBatch();
            if (++waiting % BATCH == 0) {
                insert.executeBatch();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void text(int column, @Nullable String text) throws SQLException {
        insert.setString(column, text);
    }

    @Override
    public void close() {
        try (connection) {
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
