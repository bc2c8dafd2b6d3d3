package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.result.DriverLoad;
import org.junit.jupiter.api.Test;

class ValidityTest {

    @Test
    void aDriverThatKeptUpMeasuredTheServer() {
        assertThat(Validity.objection(new DriverLoad(0.3, 20, 0.009), 40, 1_000)).isEmpty();
    }

    @Test
    void aDriverThatDidNotMeasuredItself() {
        assertThat(Validity.objection(new DriverLoad(0.3, 20, 0.02), 40, 1_000)).hasValueSatisfying(
                reason -> assertThat(reason).contains("too late with 2.0 %"));
        assertThat(Validity.objection(new DriverLoad(0.95, 20, 0), 40, 1_000)).isPresent();
        assertThat(Validity.objection(new DriverLoad(0.3, 900, 0), 400, 1_000)).isPresent();
        assertThat(Validity.objection(new DriverLoad(0.3, 20, 0), 0, 0)).isPresent();
    }
}
