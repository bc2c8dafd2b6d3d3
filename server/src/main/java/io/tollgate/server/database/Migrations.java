package io.tollgate.server.database;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// Brings the schema up to date; safe to run by several nodes at once. All steps are one transaction: a schema is as it was
/// or as it should be, and never between.
final class Migrations {
    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());

    private final Dialect dialect;
    private final List<Migration> known;

    Migrations(Dialect dialect, List<Migration> known) {
        this.dialect = dialect;
        this.known = known;
    }

    /// @throws DatabaseException when a step fails, or when the schema is not one that these steps have made
    static void run(DataSource source, Dialect dialect) {
        new Migrations(dialect, Migration.all()).run(source);
    }

    void run(DataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        try {
            if (applied(jdbi.withHandle(this::history)) < known.size()) {
                jdbi.useTransaction(this::migrate);
            }
        } catch (JdbiException | SQLException e) {
            throw new DatabaseException("the schema could not be brought up to date", e);
        }
    }

    private SchemaHistory history(Handle handle) {
        return SchemaHistory.read(handle, dialect);
    }

    private void migrate(Handle handle) throws SQLException {
        dialect.lock(handle, DatabaseLock.SCHEMA.purpose(), 0);
        // Another node may have been here while this one waited.
        int applied = applied(history(handle));
        SchemaHistory.create(handle, dialect);
        for (Migration migration : known.subList(applied, known.size())) {
            long begin = System.nanoTime();
            apply(handle, migration);
            SchemaHistory.add(handle, migration, (int) Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
    }

    private void apply(Handle handle, Migration migration) throws SQLException {
        try (Statement statement = handle.getConnection().createStatement()) {
            for (String sql : migration.statements(dialect)) {
                statement.execute(sql);
            }
        }
    }

    /// How many of the known steps are done.
    private int applied(SchemaHistory history) {
        List<SchemaHistory.Entry> entries = history.entries();
        int applied = Math.min(entries.size(), known.size());
        for (int i = 0; i < applied; i++) {
            check(entries.get(i), known.get(i));
        }
        if (entries.size() > known.size()) {
            LOG.log(
                    Level.WARNING,
                    "the schema is at version {0}, newer than this server, which knows {1}",
                    entries.getLast().version(),
                    known.size());
        }
        return applied;
    }

    private static void check(SchemaHistory.Entry entry, Migration migration) {
        if (!entry.success()) {
            throw new DatabaseException("the schema is damaged: version " + entry.version() + " failed half-way");
        }
        if (!entry.version().equals(String.valueOf(migration.version()))) {
            throw new DatabaseException("the schema is not of this server: version " + entry.version()
                    + " was applied where " + migration.script() + " belongs");
        }
        if (entry.checksum().filter(checksum -> checksum != migration.checksum()).isPresent()) {
            throw new DatabaseException(migration.script() + " is not what was applied to this database");
        }
    }
}
