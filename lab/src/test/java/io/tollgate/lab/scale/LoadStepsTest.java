package io.tollgate.lab.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadStepsTest {

    @Test
    void everySecondPassGoesDownAgain() {
        assertThat(LoadSteps.order(3, 0)).containsExactly(0, 1, 2);
        assertThat(LoadSteps.order(3, 1)).containsExactly(2, 1, 0);
        assertThat(LoadSteps.order(3, 2)).containsExactly(0, 1, 2);
    }
}
