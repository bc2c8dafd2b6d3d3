package io.tollgate.server.file;

import io.tollgate.server.identity.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The statements on files. Each runs in the transaction of its handle.
final class FileStore {
    private static final String COLUMNS = "id, name, content_type, size, sha256, created_at";

    /// What a person stores in all.
    record Usage(long bytes, int count) {}

    private FileStore() {}

    static Usage usage(Handle handle, String userId) {
        return handle.createQuery("SELECT bytes, file_count FROM file_usage WHERE user_id = :userId LIMIT 1")
                .bind("userId", userId)
                .map((row, _) -> new Usage(row.getLong("bytes"), row.getInt("file_count")))
                .findOne()
                .orElse(new Usage(0, 0));
    }

    /// Adds to what a person stores, unless that exceeds a quota. Exact whatever happens at the same time.
    static boolean reserve(Handle handle, String userId, Usage added, Usage quota) {
        handle.createUpdate("""
                        INSERT INTO file_usage (user_id, bytes, file_count) VALUES (:userId, 0, 0)
                        ON CONFLICT (user_id) DO NOTHING""")
                .bind("userId", userId)
                .execute();
        return handle.createUpdate("""
                        UPDATE file_usage SET bytes = bytes + :bytes, file_count = file_count + :count
                        WHERE user_id = :userId AND bytes + :bytes <= :maxBytes AND file_count + :count <= :maxCount""")
                        .bind("bytes", added.bytes())
                        .bind("count", added.count())
                        .bind("userId", userId)
                        .bind("maxBytes", quota.bytes())
                        .bind("maxCount", quota.count())
                        .execute()
                == 1;
    }

    static void insert(Handle handle, String userId, List<StoredFile> files) {
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO files (id, user_id, name, content_type, size, sha256, created_at)
                VALUES (:id, :userId, :name, :contentType, :size, :sha256, :createdAt)""")) {
            for (StoredFile file : files) {
                batch.bind("id", file.id())
                        .bind("userId", userId)
                        .bind("name", file.name())
                        .bind("contentType", file.contentType())
                        .bind("size", file.size())
                        .bind("sha256", file.sha256())
                        .bind("createdAt", file.createdAt().toEpochMilli())
                        .add();
            }
            batch.execute();
        }
    }

    static Optional<StoredFile> find(Handle handle, String userId, String id) {
        return handle.createQuery(
                        "SELECT " + COLUMNS + " FROM files WHERE id = :id AND user_id = :userId LIMIT 1")
                .bind("id", id)
                .bind("userId", userId)
                .map((row, _) -> map(row))
                .findOne();
    }

    /// Files of a person, newest first, after the file `cursor`.
    static List<StoredFile> page(Handle handle, String userId, Optional<String> cursor, int limit) {
        return handle.createQuery("SELECT " + COLUMNS
                        + " FROM files WHERE user_id = :userId AND id < :cursor ORDER BY id DESC LIMIT :limit")
                .bind("userId", userId)
                .bind("cursor", cursor.orElse(TimeOrderedIds.AFTER_ALL))
                .bind("limit", limit)
                .map((row, _) -> map(row))
                .list();
    }

    static boolean rename(Handle handle, String userId, String id, FileName name) {
        return handle.createUpdate("UPDATE files SET name = :name WHERE id = :id AND user_id = :userId")
                        .bind("name", name.text())
                        .bind("id", id)
                        .bind("userId", userId)
                        .execute()
                == 1;
    }

    /// Removes a row and what it counted for.
    static boolean delete(Handle handle, String userId, String id) {
        Optional<Long> size = handle.createQuery(
                        "DELETE FROM files WHERE id = :id AND user_id = :userId RETURNING size")
                .bind("id", id)
                .bind("userId", userId)
                .mapTo(Long.class)
                .findOne();
        size.ifPresent(bytes -> handle.createUpdate("""
                        UPDATE file_usage SET bytes = bytes - :bytes, file_count = file_count - 1
                        WHERE user_id = :userId""")
                .bind("bytes", bytes)
                .bind("userId", userId)
                .execute());
        return size.isPresent();
    }

    /// Those of some ids that a file has.
    static Set<String> existing(Handle handle, List<String> ids) {
        return handle.createQuery("SELECT id FROM files WHERE id IN (<ids>)")
                .bindList("ids", ids)
                .mapTo(String.class)
                .set();
    }

    private static StoredFile map(ResultSet row) throws SQLException {
        return new StoredFile(
                row.getString("id"),
                row.getString("name"),
                row.getString("content_type"),
                row.getLong("size"),
                row.getString("sha256"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
