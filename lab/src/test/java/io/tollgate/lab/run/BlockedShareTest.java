package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.scenario.Operation;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BlockedShareTest {

    private static OptionalDouble guesses(long answered, long gotThrough, long budget) {
        return BlockedShare.of(
                Map.of(Operation.GUESS, answered), Map.of(Operation.GUESS, gotThrough), Map.of(Operation.GUESS, budget));
    }

    @Test
    void isThatOfWhatWasAnsweredBeyondTheBudget() {
        assertThat(guesses(100, 50, 50)).hasValue(1);
        assertThat(guesses(100, 51, 50)).hasValue(0.98);
        assertThat(guesses(100, 100, 50)).hasValue(0);
        assertThat(guesses(100, 0, 0)).hasValue(1);
    }

    @Test
    void withNothingBeyondTheBudgetThereIsNone() {
        assertThat(guesses(40, 40, 50)).isEmpty();
        assertThat(guesses(50, 50, 50)).isEmpty();
    }

    /// Guesses that were hashed though no answer came back.
    @Test
    void whatGotThroughUnansweredIsNotBlocked() {
        assertThat(guesses(40, 51, 50)).hasValue(0);
        assertThat(guesses(51, 90, 50)).hasValue(0);
    }

    @Test
    void everyOperationHasItsOwnBudget() {
        Map<Operation, Long> answered = Map.of(Operation.GUESS, 100L, Operation.FORGE, 100L);
        Map<Operation, Long> budget = Map.of(Operation.GUESS, 50L, Operation.FORGE, 0L);

        assertThat(BlockedShare.of(answered, Map.of(Operation.FORGE, 50L), budget).orElseThrow()).isEqualTo(1 - 50 / 150.0);
        assertThat(BlockedShare.of(answered, Map.of(Operation.GUESS, 50L), budget)).hasValue(1);
    }
}
