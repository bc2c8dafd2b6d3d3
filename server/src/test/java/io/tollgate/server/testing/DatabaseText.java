package io.tollgate.server.testing;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Everything in a database, to search for what must not be there.
public final class DatabaseText {

    private DatabaseText() {}

    /// Every value of every row of every table, one a line; bytes as Latin-1. Without the metrics, which are written by the
    /// clock and not by requests.
    public static String of(Connection connection) {
        try {
            StringBuilder text = new StringBuilder();
            for (String table : tables(connection)) {
                append(connection, table, text);
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        String schema = connection.getMetaData().getURL().contains("postgresql") ? "public" : null;
        try (ResultSet tables = connection.getMetaData().getTables(null, schema, "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        names.removeAll(List.of("metrics_minutes", "statement_figures"));
        return names;
    }

    private static void append(Connection connection, String table, StringBuilder text) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    Object value = rows.getObject(column);
                    text.append(value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value)
                            .append('\n');
                }
            }
        }
    }
}
