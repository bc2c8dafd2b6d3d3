package io.tollgate.lab.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.testing.Results;
import org.junit.jupiter.api.Test;

class ScenarioResultTest {
    private final ScenarioResult result = Results.full().scenarios().getFirst();

    @Test
    void runThatIsVoidHoldsNothingAndKeepsItsFigures() {
        ScenarioResult voided = result.voided("the driver slept");

        assertThat(voided.isVoid()).isTrue();
        assertThat(voided.held()).isFalse();
        assertThat(voided.voidReason()).isEqualTo("the driver slept");
        assertThat(voided)
                .usingRecursiveComparison()
                .ignoringFields("isVoid", "voidReason")
                .isEqualTo(result);
    }

    @Test
    void everyReasonIsTold() {
        assertThat(result.voided("it was stopped").voided("the driver slept").voidReason())
                .isEqualTo("it was stopped; the driver slept");
    }
}
