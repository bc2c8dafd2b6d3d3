package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.metrics.Statements.Slowest;
import org.junit.jupiter.api.Test;

class StatementsTest {
    private static final long MILLISECOND = 1_000_000;

    private final Statements statements = new Statements();

    @Test
    void slowestIsFirstWithWhatItTookInAll() {
        statements.executed("SELECT fast", MILLISECOND, false);
        statements.executed("SELECT slow", 200 * MILLISECOND, true);
        statements.executed("SELECT slow", 100 * MILLISECOND, false);

        assertThat(statements.slowest())
                .containsExactly(
                        new Slowest("SELECT slow", 2, 1, 150, 200, 300), new Slowest("SELECT fast", 1, 0, 1, 1, 1));
        assertThat(statements.slow()).isEqualTo(1);
    }

    @Test
    void anHourIsPutTogetherAndWhatIsOlderIsForgotten() {
        statements.executed("SELECT old", 500 * MILLISECOND, true);
        statements.turn();
        statements.executed("SELECT new", MILLISECOND, false);
        for (int i = 0; i < 4; i++) {
            statements.turn();
        }
        assertThat(statements.slowest()).extracting(Slowest::sql).containsExactly("SELECT old", "SELECT new");

        statements.turn();

        assertThat(statements.slowest()).extracting(Slowest::sql).containsExactly("SELECT new");
    }

    @Test
    void textsAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            statements.executed("SELECT " + i + " " + "x".repeat(10_000), (i + 1) * 1_000L, false);
        }

        Slowest others = statements.slowest().getFirst();
        assertThat(others.sql()).isEqualTo(Statements.OTHERS);
        assertThat(others.count()).isEqualTo(10_000 - Statements.MAX_TEXTS);
        assertThat(others.max()).isEqualTo(10);
        assertThat(statements.slowest()).hasSize(50).allMatch(statement -> statement.sql().length() <= 4_000);
    }
}
