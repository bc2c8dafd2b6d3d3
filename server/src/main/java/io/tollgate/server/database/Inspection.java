package io.tollgate.server.database;

import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// A look at a database as it is: brings nothing up to date, and cannot write. A server may use it meanwhile. For one
/// thread.
public final class Inspection implements AutoCloseable {
    private final Connection connection;
    private final boolean isSqlite;

    private Inspection(Connection connection, boolean isSqlite) {
        this.connection = connection;
        this.isSqlite = isSqlite;
    }

    /// @param dataDir folder of the embedded database
    /// @throws DatabaseException when there is none or it cannot be reached
    public static Inspection open(DatabaseSettings settings, Path dataDir) {
        try {
            return settings.url().isPresent()
                    ? new Inspection(postgresql(settings, settings.url().get()), false)
                    : new Inspection(sqlite(dataDir.resolve(EmbeddedCopy.NAME)), true);
        } catch (SQLException e) {
            throw new DatabaseException("cannot open the database", e);
        }
    }

    private static Connection sqlite(Path file) throws SQLException {
        if (!Files.exists(file)) {
            throw new SQLException("there is no " + file);
        }
        // The file itself must be open for writing, for whoever reads beside a writer says so in the file next to it.
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = true");
        }
        return connection;
    }

    private static Connection postgresql(DatabaseSettings settings, String url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "tollgate-analyze");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("options", "-c default_transaction_read_only=on");
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().map(Secret::value).ifPresent(password -> properties.setProperty("password", password));
        return DriverManager.getConnection(url, properties);
    }

    /// Whether it is the embedded SQLite; else it is PostgreSQL.
    public boolean isSqlite() {
        return isSqlite;
    }

    /// @throws DatabaseException when a statement fails
    public <T> T read(Function<Handle, T> statements) {
        // Not closed, for it would close the connection.
        try {
            return statements.apply(Jdbi.create(connection).open());
        } catch (JdbiException e) {
            throw new DatabaseException("the database cannot be analysed", e);
        }
    }

    /// How a database's schema stands to this version.
    public enum Schema {
        CURRENT,
        /// It lacks steps of this version, which its next start takes.
        OLDER,
        /// It has been through steps that this version does not know.
        LATER
    }

    public Schema schema() {
        List<Migration> known = Migration.all();
        List<Migration> applied = AppliedMigrations.in(connection);
        if (!applied.containsAll(known)) {
            return Schema.OLDER;
        }
        return applied.size() == known.size() ? Schema.CURRENT : Schema.LATER;
    }

    /// The names of the indexes that a database of this version has, without those that constraints bring.
    public static Set<String> expectedIndexes() {
        SQLiteDataSource memory = new SQLiteDataSource();
        // Shared, or each connection would have a database of its own; this one keeps it.
        memory.setUrl("jdbc:sqlite:file:expected?mode=memory&cache=shared");
        try (Connection connection = memory.getConnection()) {
            Migrations.run(memory, memory, Dialect.SQLITE);
            return new TreeSet<>(Jdbi.create(connection)
                    .open()
                    .createQuery("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'idx!_%' ESCAPE '!'")
                    .mapTo(String.class)
                    .list());
        } catch (SQLException e) {
            throw new DatabaseException("the schema of this version cannot be made", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DatabaseException("the database cannot be closed", e);
        }
    }
}
