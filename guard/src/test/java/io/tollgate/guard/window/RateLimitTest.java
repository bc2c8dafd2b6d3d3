package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    @ParameterizedTest
    @CsvSource({"600/10m, 600, PT10M, 600/10m", "49/1m, 49, PT1M, 49/1m", "1/250ms, 1, PT0.25S, 1/250ms",
            "10/90s, 10, PT1M30S, 10/90s", "3/60m, 3, PT1H, 3/1h", "5/24h, 5, PT24H, 5/1d", "7/1000ms, 7, PT1S, 7/1s",
            "1000000/366d, 1000000, PT8784H, 1000000/366d", "' 600/10m ', 600, PT10M, 600/10m"})
    void isReadAndWrittenInOneNotation(String text, int count, Duration period, String canonical) {
        assertThat(RateLimit.parse(text)).isEqualTo(new RateLimit(count, period)).hasToString(canonical);
        assertThat(RateLimit.parse(canonical)).isEqualTo(RateLimit.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "600", "600/", "/10m", "600/10", "600/10x", "600/10M", "-1/10m", "6.5/1m", "600 / 10m",
            "600/10m/5", "600/-10m", "9999999999/1m", "600/m"})
    void otherTextIsRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.parse(text))
                .withMessageContaining("\"" + text + "\"").withMessageContaining("like 600/10m");
    }

    @ParameterizedTest
    @CsvSource({"0/10m, count", "1000001/10m, count", "1/0s, period", "1/367d, period", "1/999999999d, period"})
    void valuesOutOfRangeAreRefused(String text, String part) {
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.parse(text)).withMessageContaining(part);
    }

    @Test
    void fractionsOfAMillisecondAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(1, Duration.ofNanos(1_500_000)));
    }

    @ParameterizedTest
    @CsvSource({"600, 2, 1200", "600, 1, 600", "600, 0.5, 300", "49, 0.5, 24", "3, 0.5, 1", "1, 0.5, 1", "10, 0.01, 1",
            "10, 0, 0", "600, 0.3333333333333333, 200"})
    void isScaledDownwardsButNeverToNothing(int count, double multiplier, int scaled) {
        assertThat(new RateLimit(count, Duration.ofMinutes(1)).scaled(multiplier)).isEqualTo(scaled);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.001, Double.NaN})
    void isNotScaledByNonsense(double multiplier) {
        var limit = new RateLimit(1, Duration.ofMinutes(1));
        assertThatIllegalArgumentException().isThrownBy(() -> limit.scaled(multiplier));
    }
}
