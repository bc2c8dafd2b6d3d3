package io.tollgate.server.database;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Which migrations a database has been through, in the table of Flyway: older servers were migrated by it, and whoever
/// goes back to one of them finds what it expects.
record SchemaHistory(List<Entry> entries) {
    /// @param checksum empty when whoever wrote it knew none
    record Entry(String version, Optional<Integer> checksum, boolean success) {}

    private static final String TABLE = "flyway_schema_history";
    private static final int LIMIT = 10_000;

    static SchemaHistory read(Handle handle, Dialect dialect) {
        return dialect.hasTable(handle, TABLE) ? new SchemaHistory(select(handle)) : new SchemaHistory(List.of());
    }

    private static List<Entry> select(Handle handle) {
        // A schema made by Flyway has an entry without a version for that.
        return handle.createQuery("""
                        SELECT version, checksum, success FROM flyway_schema_history
                        WHERE version IS NOT NULL ORDER BY installed_rank LIMIT :limit""")
                .bind("limit", LIMIT)
                .map((row, _) -> {
                    int checksum = row.getInt("checksum");
                    return new Entry(
                            row.getString("version"),
                            row.wasNull() ? Optional.empty() : Optional.of(checksum),
                            row.getBoolean("success"));
                })
                .list();
    }

    static void create(Handle handle, Dialect dialect) {
        if (dialect.hasTable(handle, TABLE)) {
            return;
        }
        handle.execute("""
                CREATE TABLE flyway_schema_history (
                    installed_rank INTEGER       NOT NULL PRIMARY KEY,
                    version        VARCHAR(50),
                    description    VARCHAR(200)  NOT NULL,
                    type           VARCHAR(20)   NOT NULL,
                    script         VARCHAR(1000) NOT NULL,
                    checksum       INTEGER,
                    installed_by   VARCHAR(100)  NOT NULL,
                    installed_on   %s,
                    execution_time INTEGER       NOT NULL,
                    success        BOOLEAN       NOT NULL
                )""".formatted(dialect.moment()));
        handle.execute("CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)");
    }

    /// @param millis how long it took
    static void add(Handle handle, Migration migration, int millis) {
        handle.createUpdate("""
                        INSERT INTO flyway_schema_history
                            (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                        SELECT COALESCE(MAX(installed_rank), 0) + 1,
                            :version, :description, 'SQL', :script, :checksum, '', :millis, TRUE
                        FROM flyway_schema_history""")
                .bind("version", String.valueOf(migration.version()))
                .bind("description", migration.description())
                .bind("script", migration.script())
                .bind("checksum", migration.checksum())
                .bind("millis", millis)
                .execute();
    }
}
