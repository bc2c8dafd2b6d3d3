package io.tollgate.server.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;

/// Brings the schema up to date; safe to run by several nodes at once.
final class Migrations {

    private Migrations() {}

    /// @param pool   to look what there is
    /// @param source to change it; gives two connections at a time, but for SQLite
    /// @throws DatabaseException when a step fails, or when the schema is not one that these steps have made
    static void run(DataSource pool, DataSource source, Dialect dialect) {
        // To load Flyway takes longer than all else that a start does with a database; most have nothing for it to do.
        if (!AppliedMigrations.areAllOf(Migration.all(), pool)) {
            migrate(source, dialect);
        }
    }

    private static void migrate(DataSource source, Dialect dialect) {
        try {
            Callback[] callbacks = dialect == Dialect.POSTGRESQL ? new Callback[] {new ImpatientMigration()} : new Callback[0];
            Flyway.configure()
                    .callbacks(callbacks)
                    .dataSource(source)
                    .locations("classpath:" + Migration.FOLDER)
                    .placeholders(Map.of("identity", dialect.identity()))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DatabaseException("the schema could not be brought up to date", e);
        }
    }
}
