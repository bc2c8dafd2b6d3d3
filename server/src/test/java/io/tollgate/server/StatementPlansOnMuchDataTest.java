package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ExecutedStatements;
import io.tollgate.server.testing.ExecutedStatements.Statement;
import io.tollgate.server.testing.FilledTables;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// With 100,000 people and sessions, a million tokens and a million events: how long each statement takes, and how much
/// PostgreSQL read for it, as it says itself of each execution with the values it had.
@Tag("long")
class StatementPlansOnMuchDataTest {
    private static final FilledTables MUCH = new FilledTables(200, 100_000, 1_000_000);

    /// More rows than any page, batch or person's own has, by far.
    private static final long MANY_ROWS = 20_000;

    private static final int SHOWN = 12;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void sqlite() {
        run("SQLite", Map.of());
    }

    @Test
    void postgresqlReadsNoLargePartOfATable() throws IOException {
        Path logs = folder.resolve("logs");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("session_preload_libraries", "auto_explain")
                .setServerConfig("auto_explain.log_min_duration", "0")
                .setServerConfig("auto_explain.log_analyze", "on")
                .setServerConfig("auto_explain.log_timing", "off")
                .setServerConfig("auto_explain.log_format", "json")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .setServerConfig("log_directory", Files.createDirectories(logs).toString())
                .setServerConfig("log_rotation_size", "0")
                .start()) {
            run("PostgreSQL", Map.of(
                    "database.url", postgres.getJdbcUrl("postgres", "postgres"),
                    "database.user", "postgres"));
        }

        assertThat(readingMuch(logs)).isEmpty();
    }

    private void run(String engine, Map<String, String> database) {
        try (ExecutedStatements executed = ExecutedStatements.listen();
                FurnishedServer server = new FurnishedServer(database, MUCH, folder.resolve("data")).furnish()) {
            executed.clear();
            new EveryStatement(server).run(executed);
            slowest(executed).forEach(line -> System.out.println(engine + " " + line));
        }
    }

    private static List<String> slowest(ExecutedStatements executed) {
        record Times(String sql, long median, int count) {}
        Map<String, List<Long>> bySql = executed.all().stream()
                .collect(Collectors.groupingBy(
                        Statement::sql, Collectors.mapping(Statement::micros, Collectors.toList())));
        return bySql.entrySet().stream()
                .map(entry -> new Times(
                        entry.getKey().replaceAll("\\s+", " "),
                        entry.getValue().stream().sorted().toList().get(entry.getValue().size() / 2),
                        entry.getValue().size()))
                .sorted(Comparator.comparingLong(Times::median).reversed())
                .limit(SHOWN)
                .map(times -> "%7.1f ms (%d times): %.140s".formatted(times.median() / 1e3, times.count(), times.sql()))
                .toList();
    }

    /// Statements of the server, each with a part of a plan that read many rows of one table.
    private static Map<String, String> readingMuch(Path logs) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.map(JSON::readTree)
                            .filter(line -> line.at("/application_name").asString("").equals("tollgate"))
                            .flatMap(line -> plan(line.at("/message").asString("")).stream())
                            .forEach(plan -> collect(plan.at("/Query Text").asString(), plan.get("Plan"), found));
                }
            }
        }
        return found;
    }

    private static Optional<JsonNode> plan(String message) {
        int begin = message.indexOf("plan:");
        return begin < 0 ? Optional.empty() : Optional.of(JSON.readTree(message.substring(begin + "plan:".length())));
    }

    private static void collect(String sql, JsonNode node, Map<String, String> found) {
        if (sql.contains("WITH RECURSIVE") || WholeTables.isMeant(sql)) {
            return;
        }
        double read = (number(node, "Actual Rows") + number(node, "Rows Removed by Filter")) * number(node, "Actual Loops");
        if (node.has("Relation Name") && read > MANY_ROWS) {
            found.put(sql, "%s on %s read %.0f rows: %s".formatted(
                    node.at("/Node Type").asString(), node.at("/Relation Name").asString(), read, node));
        }
        if (node.has("Plans")) {
            node.get("Plans").forEach(part -> collect(sql, part, found));
        }
    }

    private static double number(JsonNode node, String field) {
        return node.has(field) ? node.get(field).asDouble() : 0;
    }
}
