package io.tollgate.server.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Reads in Flyway's table what a database has been through.
final class AppliedMigrations {
    private static final String HISTORY = """
            SELECT version, checksum FROM flyway_schema_history
            WHERE success AND type = 'SQL' ORDER BY installed_rank""";

    private AppliedMigrations() {}

    /// Whether a database has been through these steps as they are, and through no other. When in doubt it has not, and
    /// Flyway says what is wrong.
    static boolean areAllOf(List<Migration> known, DataSource source) {
        try (Connection connection = source.getConnection()) {
            return in(connection).equals(known);
        } catch (SQLException e) {
            return false;
        }
    }

    /// What a database has been through, in order; nothing when it is new.
    static List<Migration> in(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HISTORY)) {
            List<Migration> applied = new ArrayList<>();
            while (rows.next()) {
                applied.add(new Migration(rows.getString("version"), rows.getInt("checksum")));
            }
            return applied;
        } catch (SQLException e) {
            // There is no such table.
            return List.of();
        }
    }
}
