package io.tollgate.server.analysis;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// PostgreSQL. It counts what is used; rows are its own estimate, which its clean-up keeps up to date.
final class PostgresqlCatalog implements Catalog {
    private final Handle handle;

    PostgresqlCatalog(Handle handle) {
        this.handle = handle;
    }

    @Override
    public String engine() {
        return "PostgreSQL " + handle.createQuery("SELECT current_setting('server_version') AS version").mapTo(String.class).one();
    }

    @Override
    public long bytes() {
        return handle.createQuery("SELECT pg_database_size(current_database()) AS bytes").mapTo(Long.class).one();
    }

    /// Room of rows that are gone is told by table.
    @Override
    public long freeBytes() {
        return 0;
    }

    @Override
    public List<Table> tables() {
        return handle.createQuery("""
                        SELECT s.relname AS name, s.n_live_tup AS rows, s.n_dead_tup AS dead, s.seq_scan AS whole_reads,
                            pg_table_size(s.relid) AS bytes, pg_indexes_size(s.relid) AS index_bytes,
                            s.last_analyze IS NOT NULL OR s.last_autoanalyze IS NOT NULL AS analyzed
                        FROM pg_stat_user_tables s WHERE s.schemaname = current_schema()""")
                .map((row, _) -> new Table(
                        row.getString("name"),
                        row.getLong("rows"),
                        row.getLong("bytes"),
                        row.getLong("index_bytes"),
                        row.getLong("dead"),
                        OptionalLong.of(row.getLong("whole_reads")),
                        row.getBoolean("analyzed")))
                .list();
    }

    @Override
    public List<Index> indexes() {
        return handle.createQuery("""
                        SELECT s.relname AS table_name, s.indexrelname AS name, s.idx_scan AS uses,
                            pg_relation_size(s.indexrelid) AS bytes, i.indisunique AS is_unique, i.indisvalid AS is_valid
                        FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
                        WHERE s.schemaname = current_schema()""")
                .map((row, _) -> new Index(
                        row.getString("table_name"),
                        row.getString("name"),
                        row.getLong("bytes"),
                        row.getBoolean("is_unique"),
                        OptionalLong.of(row.getLong("uses")),
                        row.getBoolean("is_valid")))
                .list();
    }

    @Override
    public Plans plans(List<String> statements) {
        return new Plans(Map.of(), Set.of());
    }
}
