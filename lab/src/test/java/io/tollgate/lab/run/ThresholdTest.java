package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {

    @ParameterizedTest
    @CsvSource({
        "p99<500ms, p99, <, 500",
        "p95 < 0.2s, p95, <, 200",
        "errors<=0.1%, errors, <=, 0.1",
        "memory<1GB, memory, <, 1024",
        "throughput>=100/s, throughput, >=, 100",
        "throughput>100, throughput, >, 100",
        "log-in.p95<500ms, log-in.p95, <, 500",
        "restarts=0, restarts, =, 0"
    })
    void isRead(String text, String metric, String relation, double value) {
        assertThat(Threshold.parse(text)).isEqualTo(new Threshold(metric, relation, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p99", "p99<fast", "p98<1s", "errors<5ms", "p99<5%", "log-in.cpu<5%", "log-on.p95<1s", "", "p99<500ms<1s"})
    void whatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Threshold.parse(text));
    }

    @Test
    void theLimitItselfIsNotBelowIt() {
        assertThat(Threshold.parse("p99<500ms").judge(OptionalDouble.of(500)).held()).isFalse();
        assertThat(Threshold.parse("p99<500ms").judge(OptionalDouble.of(499.9)).held()).isTrue();
        assertThat(Threshold.parse("blocked>=100%").judge(OptionalDouble.of(100)).held()).isTrue();
    }

    @Test
    void whatWasNotMeasuredDoesNotHold() {
        assertThat(Threshold.parse("redis<10ms").judge(OptionalDouble.empty()).held()).isFalse();
        assertThat(Threshold.parse("leaks=0").judge(OptionalDouble.empty()).held()).isFalse();
        assertThat(Threshold.parse("leaks=0").judge(OptionalDouble.empty()).actual()).isNull();
    }
}
