package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ExecutedStatements;
import io.tollgate.server.testing.FilledTables;
import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a request costs the database does not grow with what is there (N+1). Counted with PostgreSQL, where each request
/// runs its statements itself; with SQLite the locks by name are missing and the rest is the same.
class StatementCountTest {
    private static final FilledTables ONE = new FilledTables(1, 1, 1);
    private static final FilledTables MANY = new FilledTables(20, 20, 20);

    private static final Path DOCUMENT = Path.of("../docs/statement-counts.md");

    /// An endpoint, and how many statements one request runs.
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z]+ /[^`]*)` \\| (\\d+) \\|");

    @TempDir
    private Path folder;

    @Test
    void numberOfStatementsIsAsDocumentedWhateverTheAmountOfData() throws IOException {
        Map<String, List<String>> few = statements(ONE, folder.resolve("one"));
        Map<String, List<String>> many = statements(MANY, folder.resolve("many"));

        assertThat(many.keySet()).isEqualTo(few.keySet());
        many.forEach((endpoint, statements) -> assertThat(statements).as(endpoint).isEqualTo(few.get(endpoint)));
        Map<String, Integer> counts = new TreeMap<>();
        many.forEach((endpoint, statements) -> counts.put(endpoint, statements.size()));
        assertThat(documented()).isEqualTo(counts);
    }

    private static Map<String, Integer> documented() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                counts.put(row.group(1), Integer.parseInt(row.group(2)));
            }
        }
        return counts;
    }

    private static Map<String, List<String>> statements(FilledTables tables, Path folder) {
        Map<String, List<String>> statements = new LinkedHashMap<>();
        try (ExecutedStatements executed = ExecutedStatements.listen();
                FurnishedServer server = new FurnishedServer(TestDatabase.POSTGRESQL.freshSettings(), tables, folder).furnish()) {
            var requests = server.requests();
            assertThat(requests.keySet()).containsExactlyInAnyOrderElementsOf(server.server().endpoints());
            requests.forEach((endpoint, prepare) -> {
                var request = prepare.get();
                executed.clear();
                Answer answer = request.get();
                assertThat(answer.status()).as("%s %s", endpoint, answer.text()).isBetween(200, 299);
                statements.put(endpoint, executed.ofRequests());
            });
        }
        return statements;
    }
}
