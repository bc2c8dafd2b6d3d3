package io.tollgate.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Reads columns whose Java type JDBC does not know.
public final class Columns {

    private Columns() {}

    /// A time in milliseconds; empty for NULL.
    public static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
