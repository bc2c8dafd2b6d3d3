package io.tollgate.server.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.database.Inspection.Schema;
import io.tollgate.server.metrics.StatementFigures.Figure;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
    private static final Table PEOPLE = new Table("users", 50_000, 8L << 20, 4L << 20, 0, OptionalLong.of(2), true);
    private static final Index BY_ROLE = index("idx_users_role", OptionalLong.of(900), true);
    private static final Figure QUICK = new Figure("SELECT id FROM users WHERE id = :id", 1_000, 0, 2, 400);

    private static Index index(String name, OptionalLong uses, boolean valid) {
        return new Index("users", name, 20L << 20, false, uses, valid);
    }

    private static Findings findings(List<Table> tables, List<Index> indexes, List<Figure> statements) {
        return new Findings(
                "PostgreSQL 17", 1L << 30, 0, Schema.CURRENT, tables, indexes, Set.of("idx_users_role"), statements, Map.of(), Set.of());
    }

    private static List<String> on(Table table) {
        return Advice.on(findings(List.of(table), List.of(BY_ROLE), List.of(QUICK)));
    }

    private static List<String> on(Index... indexes) {
        return Advice.on(findings(List.of(PEOPLE), List.of(indexes), List.of(QUICK)));
    }

    @Test
    void nothingIsSaidOfADatabaseInOrder() {
        assertThat(on(PEOPLE)).isEmpty();
    }

    @Test
    void indexOfThisVersionThatIsMissing() {
        assertThat(on(index("idx_other", OptionalLong.of(5), true)))
                .singleElement()
                .asString()
                .startsWith("These indexes of this version are missing")
                .contains("idx_users_role");
    }

    @Test
    void indexWhoseCreationWasInterruptedIsNoneAndIsToBeMadeAnew() {
        assertThat(on(index("idx_users_role", OptionalLong.of(0), false)))
                .anyMatch(line -> line.contains("missing"))
                .anyMatch(line -> line.contains("REINDEX INDEX CONCURRENTLY idx_users_role"));
    }

    @Test
    void unusedIndexMayGoOnlyIfItIsNotOurs() {
        assertThat(on(BY_ROLE, index("idx_by_hand", OptionalLong.of(0), true)))
                .singleElement()
                .asString()
                .contains("idx_by_hand", "drop it");
        assertThat(on(index("idx_users_role", OptionalLong.of(0), true)))
                .singleElement()
                .asString()
                .contains("idx_users_role (20.0 MB)", "leave them");
    }

    @Test
    void tableThatIsReadWholeAgainAndAgain() {
        assertThat(on(new Table("users", 50_000, 1, 1, 0, OptionalLong.of(400), true)))
                .singleElement()
                .asString()
                .contains("50,000 rows and was read whole 400 times, by an index 900 times");
    }

    @Test
    void deadRowsAndAPlannerWithoutStatistics() {
        assertThat(on(new Table("users", 50_000, 1, 1, 40_000, OptionalLong.of(0), false)))
                .anyMatch(line -> line.contains("40,000 dead rows") && line.contains("VACUUM (ANALYZE) users"))
                .anyMatch(line -> line.contains("run ANALYZE users"));
    }

    @Test
    void smallTableIsLeftAlone() {
        assertThat(on(new Table("users", 900, 1, 1, 900, OptionalLong.of(99_999), false))).isEmpty();
    }

    @Test
    void statementThatReadsAWholeTableIsNamed() {
        Findings findings = new Findings(
                "SQLite", 1L << 30, 0, Schema.CURRENT, List.of(PEOPLE), List.of(BY_ROLE), Set.of("idx_users_role"), List.of(QUICK),
                Map.of("SELECT id\n FROM users WHERE name = :name", "users"), Set.of("idx_users_role"));

        assertThat(Advice.on(findings))
                .containsExactly("This statement reads all 50,000 rows of users, an index is missing for it:"
                        + " SELECT id FROM users WHERE name = :name");
    }

    @Test
    void roomInTheFile() {
        Findings findings = new Findings(
                "SQLite", 100L << 20, 60L << 20, Schema.CURRENT, List.of(PEOPLE), List.of(BY_ROLE), Set.of("idx_users_role"),
                List.of(QUICK), Map.of(), Set.of());

        assertThat(Advice.on(findings))
                .singleElement()
                .asString()
                .contains("60.0 MB of the file's 100.0 MB are free", "VACUUM");
    }

    @ParameterizedTest
    @CsvSource({"OLDER, start this version once", "LATER, of a later version"})
    void schemaOfAnotherVersionIsToldAndNothingOfItsIndexesOrStatements(Schema schema, String told) {
        Table readWhole = new Table("users", 50_000, 1, 1, 0, OptionalLong.of(400), true);
        List<Index> indexes = List.of(
                index("idx_by_hand", OptionalLong.of(0), true), index("idx_of_another_version", OptionalLong.of(0), false));
        Findings findings = new Findings(
                "PostgreSQL 17", 1L << 30, 0, schema, List.of(readWhole), indexes, Set.of("idx_users_role"), List.of(), Map.of(),
                Set.of());

        assertThat(Advice.on(findings)).singleElement().asString().contains(told);
    }

    @Test
    void slowStatementsAreCounted() {
        assertThat(Advice.on(findings(List.of(PEOPLE), List.of(BY_ROLE), List.of(new Figure("SELECT 1", 9, 3, 900, 2_000)))))
                .singleElement()
                .asString()
                .startsWith("3 executions of the last hour took longer than `database.slow`");
    }
}
