package io.tollgate.server.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Copies the embedded database while a server may use it: one state of it, for which writers wait for nothing.
public final class EmbeddedCopy {
    /// Of its file in the data folder.
    public static final String NAME = "tollgate.db";

    private EmbeddedCopy() {}

    /// @param dataDir folder of the database
    /// @param target  no file yet, or an empty one; not on the disk for certain when this returns
    /// @throws DatabaseException when there is no database, or the copy fails or is not sound
    public static void write(Path dataDir, Path target) {
        Path file = dataDir.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                throw new SQLException("there is no " + file);
            }
            try (Connection connection = connect(file);
                    PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
                copy.setString(1, target.toString());
                copy.execute();
            }
            try (Connection connection = connect(target);
                    ResultSet row = connection.createStatement().executeQuery("PRAGMA integrity_check(1)")) {
                if (!row.next() || !"ok".equals(row.getString(1))) {
                    throw new SQLException("the copy is not sound, and most likely " + file + " neither: " + row.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException("cannot copy the database", e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }
}
