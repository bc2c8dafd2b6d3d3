package io.tollgate.server.database;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the schema up to date; safe to run by several nodes at once.
final class Migrations {

    private Migrations() {}

    static void run(DataSource source, Dialect dialect) {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .placeholders(Map.of("identity", dialect.identity()))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DatabaseException("the schema could not be brought up to date", e);
        }
    }
}
