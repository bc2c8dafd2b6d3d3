package io.tollgate.server.metrics;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What the statements of each node took in its last hour, in the database: a process that is not the server can read
/// there what the server knows of its statements.
public final class StatementFigures {
    private static final System.Logger LOG = System.getLogger(StatementFigures.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MAX_NODES = 100;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Figure>> FIGURES = new TypeReference<>() {};

    /// One statement, times in milliseconds.
    ///
    /// @param slow  how many of its executions took as long as the setting calls slow
    /// @param max   of the longest
    /// @param total of all
    public record Figure(String sql, long count, long slow, double max, double total) {

        public double mean() {
            return total / Math.max(1, count);
        }

        private Figure plus(Figure other) {
            return new Figure(
                    sql, count + other.count, slow + other.slow, Math.max(max, other.max), total + other.total);
        }
    }

    private final String node;
    private final Database database;
    private final Statements statements;
    private final InstantSource clock;
    private final FailureLog failures = new FailureLog(LOG, "the figures of statements are written again");
    private Instant savedAt = Instant.EPOCH;

    StatementFigures(String node, Database database, Statements statements, InstantSource clock) {
        this.node = node;
        this.database = database;
        this.statements = statements;
        this.clock = clock;
    }

    /// Writes them once a minute; what cannot be written is written the next time.
    synchronized void saveNowAndThen() {
        if (!clock.instant().isBefore(savedAt.plus(EVERY))) {
            save();
        }
    }

    synchronized void save() {
        Instant now = clock.instant();
        List<Figure> figures = statements.slowest().stream()
                .map(one -> new Figure(one.sql(), one.count(), one.slow(), one.max(), one.total()))
                .toList();
        try {
            database.writeOnly(handle -> save(handle, JSON.writeValueAsString(figures), now));
            savedAt = now;
            failures.worked();
        } catch (DatabaseException e) {
            failures.failed("the figures of statements cannot be written; tried again later");
        }
    }

    private void save(Handle handle, String figures, Instant now) {
        handle.createUpdate("""
                        INSERT INTO statement_figures (node, saved_at, figures) VALUES (:node, :now, :figures)
                        ON CONFLICT (node) DO UPDATE SET saved_at = excluded.saved_at, figures = excluded.figures""")
                .bind("node", node)
                .bind("now", now.toEpochMilli())
                .bind("figures", figures)
                .execute();
        handle.createUpdate("DELETE FROM statement_figures WHERE saved_at < :before")
                .bind("before", now.minus(KEPT).toEpochMilli())
                .execute();
    }

    /// Of all nodes that ran within a day, put together.
    public static List<Figure> readAll(Handle handle) {
        Map<String, Figure> all = new LinkedHashMap<>();
        handle.createQuery("SELECT figures FROM statement_figures ORDER BY saved_at DESC LIMIT :limit")
                .bind("limit", MAX_NODES)
                .mapTo(String.class)
                .forEach(json -> JSON.readValue(json, FIGURES)
                        .forEach(figure -> all.merge(figure.sql(), figure, Figure::plus)));
        return new ArrayList<>(all.values());
    }
}
