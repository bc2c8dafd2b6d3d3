package io.tollgate.server.analysis;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// SQLite. Sizes and numbers of rows come from one pass over the file. What is used it does not count; the plans of the
/// statements say it.
final class SqliteCatalog implements Catalog {
    private static final Pattern SCAN = Pattern.compile("SCAN (\\w+)(?: USING (?:COVERING )?INDEX (\\w+))?");
    private static final Pattern USED = Pattern.compile("INDEX (\\w+)");

    /// The pages of one table or index.
    private record Pages(long bytes, long entries) {}

    private final Handle handle;
    private final Map<String, Pages> pages = new HashMap<>();

    SqliteCatalog(Handle handle) {
        this.handle = handle;
        handle.createQuery("""
                        SELECT name, SUM(pgsize) AS bytes,
                            SUM(CASE WHEN pagetype = 'leaf' THEN ncell ELSE 0 END) AS entries
                        FROM dbstat GROUP BY name""")
                .map((row, _) -> Map.entry(
                        row.getString("name"), new Pages(row.getLong("bytes"), row.getLong("entries"))))
                .forEach(entry -> pages.put(entry.getKey(), entry.getValue()));
    }

    private Pages pagesOf(String name) {
        return pages.getOrDefault(name, new Pages(0, 0));
    }

    @Override
    public String engine() {
        return "SQLite " + handle.createQuery("SELECT sqlite_version() AS version").mapTo(String.class).one();
    }

    @Override
    public long bytes() {
        return pragma("page_count") * pragma("page_size");
    }

    @Override
    public long freeBytes() {
        return pragma("freelist_count") * pragma("page_size");
    }

    private long pragma(String name) {
        return handle.createQuery("PRAGMA " + name).mapTo(Long.class).one();
    }

    @Override
    public List<Table> tables() {
        Map<String, Long> indexBytes = new HashMap<>();
        indexes().forEach(index -> indexBytes.merge(index.table(), index.bytes(), Long::sum));
        return handle.createQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")
                .mapTo(String.class)
                .list()
                .stream()
                .map(name -> new Table(
                        name,
                        pagesOf(name).entries(),
                        pagesOf(name).bytes(),
                        indexBytes.getOrDefault(name, 0L),
                        0,
                        OptionalLong.empty(),
                        true))
                .toList();
    }

    @Override
    public List<Index> indexes() {
        return handle.createQuery("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'")
                .map((row, _) -> {
                    // Those of constraints have no text.
                    String sql = row.getString("sql");
                    return new Index(
                            row.getString("tbl_name"),
                            row.getString("name"),
                            pagesOf(row.getString("name")).bytes(),
                            sql == null || sql.toUpperCase(Locale.ROOT).startsWith("CREATE UNIQUE"),
                            OptionalLong.empty(),
                            true);
                })
                .list();
    }

    @Override
    public Plans plans(List<String> statements) {
        Map<String, String> readWhole = new HashMap<>();
        Set<String> used = new HashSet<>();
        for (String sql : statements) {
            List<String> plan = plan(sql);
            boolean sorts = plan.stream().anyMatch(step -> step.contains("TEMP B-TREE FOR ORDER BY"));
            for (String step : plan) {
                Matcher index = USED.matcher(step);
                while (index.find()) {
                    used.add(index.group(1));
                }
                Matcher scan = SCAN.matcher(step);
                // In the order of an index up to a limit is not all of it.
                if (scan.lookingAt() && (scan.group(2) == null || sorts || !sql.contains("LIMIT"))) {
                    readWhole.put(sql, scan.group(1));
                }
            }
        }
        return new Plans(readWhole, used);
    }

    private List<String> plan(String sql) {
        // Without values, which the plan does not depend on.
        List<String> steps = new ArrayList<>();
        try (Statement statement = handle.getConnection().createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        } catch (SQLException e) {
            // A text that was cut, or of a server of another version.
            return List.of();
        }
        return steps;
    }
}
