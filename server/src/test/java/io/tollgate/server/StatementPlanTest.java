package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tollgate.server.testing.ExecutedStatements;
import io.tollgate.server.testing.ExecutedStatements.Statement;
import io.tollgate.server.testing.FilledTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every statement that the server makes finds its rows by an index. SQLite plans without statistics, so what it does with
/// few rows it does with a million. [StatementPlansOnMuchDataTest] looks at both engines.
class StatementPlanTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tollgate.server");
    private static final Set<String> MAKERS = Set.of("createQuery", "createUpdate", "prepareBatch", "execute");

    /// What a test cannot make happen when it wants. Each looks for a row by its primary key.
    private static final Set<String> UNREACHED = Set.of(
            "io.tollgate.server.account.AccountStore.upgradeHash",
            "io.tollgate.server.event.EventStore.setPosition",
            "io.tollgate.server.guard.JdbcGuessLedger.progress",
            "io.tollgate.server.node.NodeStore.lost",
            "io.tollgate.server.guard.JdbcGuessLedger.returned");

    /// What asks the engine about itself, for the command line; and locks of PostgreSQL.
    private static final Pattern ELSEWHERE = Pattern.compile(
            "io\\.tollgate\\.server\\.(analysis|database\\.(Dialect|Inspection)|metrics\\.StatementFigures\\.readAll)");

    @TempDir
    private Path folder;

    @Test
    void noStatementReadsAllOfALargeTable() throws SQLException {
        Map<String, List<String>> plans = new TreeMap<>();
        try (ExecutedStatements executed = ExecutedStatements.listen();
                FurnishedServer server = new FurnishedServer(Map.of(), new FilledTables(3, 3, 9), folder).furnish()) {
            new EveryStatement(server).run(executed);
            assertThat(unexecuted(executed)).isEmpty();
            try (Connection connection = server.server().database()) {
                for (String sql : texts(executed)) {
                    plans.put(sql, plan(connection, sql));
                }
            }
        }

        plans.values().removeIf(List::isEmpty);
        plans.entrySet().removeIf(entry ->
                entry.getValue().stream().noneMatch(step -> readsAll(entry.getKey(), step, entry.getValue())));
        assertThat(plans).isEmpty();
    }

    private static Set<String> texts(ExecutedStatements executed) {
        return executed.all().stream().map(Statement::sql).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> plan(Connection connection, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }

    /// Whoever walks an index in the order that is asked for, and stops at a limit, does not read all.
    private static boolean readsAll(String sql, String step, List<String> plan) {
        if (WholeTables.isVague(step)) {
            return true;
        }
        if (!step.startsWith("SCAN ")
                || step.matches("SCAN (part\\d+|merged)")
                || WholeTables.isSmall(step.split(" ")[1])
                || WholeTables.isOfFew(step)
                || WholeTables.isMeant(sql)) {
            return false;
        }
        boolean stops = step.contains("USING INDEX")
                && sql.contains("LIMIT")
                && plan.stream().noneMatch(other -> other.contains("TEMP B-TREE FOR ORDER BY"));
        return !stops;
    }

    /// The methods of which no statement was executed.
    private static Set<String> unexecuted(ExecutedStatements executed) {
        Set<String> methods = CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("org.jdbi.v3.core.Handle")
                        && MAKERS.contains(call.getName()))
                .map(StatementPlanTest::caller)
                .filter(name -> !ELSEWHERE.matcher(name).lookingAt())
                .collect(Collectors.toCollection(TreeSet::new));
        executed.all().stream().map(Statement::methods).forEach(methods::removeAll);
        methods.removeAll(UNREACHED);
        return methods;
    }

    /// A lambda is part of the method that it stands in.
    private static String caller(JavaMethodCall call) {
        String[] parts = call.getOrigin().getName().split("\\$");
        return call.getOriginOwner().getName() + "." + (parts[0].equals("lambda") ? parts[1] : parts[0]);
    }
}
