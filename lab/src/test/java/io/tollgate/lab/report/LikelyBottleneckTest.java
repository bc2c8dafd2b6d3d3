package io.tollgate.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.result.DriverLoad;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class LikelyBottleneckTest {
    private static final Map<String, Long> FINE = Map.of("200", 100L);

    @Test
    void loadThatWasCarriedHadNone() {
        assertThat(name(20, null, 0.3, 0.1, FINE)).isEqualTo("none");
    }

    @Test
    void busyDriverMeasuredItself() {
        assertThat(name(900, null, 0.1, 0.9, FINE)).isEqualTo("driver");
    }

    @Test
    void refusedHashesAreNamed() {
        assertThat(name(900, null, 0.5, 0.1, Map.of("503", 3L))).isEqualTo("password hash");
    }

    @Test
    void refusalOfWhatNeedsNoHashIsNotBlamedOnIt() {
        assertThat(LikelyBottleneck.of(scenario(900, null, 0.5, 0.1, "list-files", Map.of("503", 3L))).name())
                .isEqualTo("unavailable");
    }

    @Test
    void driverAndServerTogetherUseTheProcessorUp() {
        assertThat(name(900, null, 0.6, 0.3, FINE)).isEqualTo("CPU");
        assertThat(name(900, null, 0.3, 0.6, FINE)).isEqualTo("driver");
    }

    @Test
    void whatTheServerUsedIsNotInventedWhenItWasNotRead() {
        assertThat(LikelyBottleneck.of(scenario(20, null, null, 0.1, "log-in", FINE)).reason())
                .contains("was not read")
                .doesNotContain("the server used 0 %");
    }

    @Test
    void figureOfRedisIsCalledWhatItIs() {
        assertThat(LikelyBottleneck.of(scenario(900, 50.0, 0.5, 0.1, "log-in", FINE)).reason()).contains("in the worst second");
    }

    @Test
    void slowRedisIsNamed() {
        assertThat(name(900, 50.0, 0.5, 0.1, FINE)).isEqualTo("Redis");
    }

    @Test
    void busyServerHasNoProcessorLeft() {
        assertThat(name(900, 1.0, 0.9, 0.05, FINE)).isEqualTo("CPU");
    }

    @Test
    void slowAndIdleWaits() {
        assertThat(name(900, null, 0.2, 0.05, FINE)).isEqualTo("waiting");
    }

    @Test
    void loadOfWhichSomeFailedWasNotCarried() {
        ScenarioResult refused = failing(0.012, Map.of("200", 90L, "refused", 7L, "404", 3L));

        assertThat(LikelyBottleneck.of(refused).name()).isEqualTo("errors");
        assertThat(LikelyBottleneck.of(refused).reason()).startsWith("1.20 % of what the users asked for failed, most often with refused (7)");
        assertThat(LikelyBottleneck.of(failing(0.0009, FINE)).name()).isEqualTo("none");
    }

    /// An answer may be wrong though its status is not.
    @Test
    void failuresWithoutAStatusOfTheirOwnAreToldAllTheSame() {
        assertThat(LikelyBottleneck.of(failing(0.012, FINE)).reason()).startsWith("1.20 % of what the users asked for failed; ");
    }

    private static ScenarioResult failing(double errorRate, Map<String, Long> ofUploads) {
        Map<String, KindResult> kinds = new LinkedHashMap<>();
        kinds.put("upload", new KindResult(100, 10, ofUploads, millis(1)));
        kinds.put("guess", new KindResult(9_000, 5, Map.of("429", 8_995L, "500", 5L), millis(1)));
        return new ScenarioResult(
                "normal", 1, false, null, null, 60, null, 100, millis(20), millis(20), errorRate, 0, 0,
                null, 0.3, null, 1, List.of(), List.of(), null, kinds, List.of(),
                new DriverLoad(0.1, 0, 0), Map.of(), List.of(), List.of());
    }

    private static String name(
            double p99, @Nullable Double redis, double server, double driver, Map<String, Long> statuses) {
        return LikelyBottleneck.of(scenario(p99, redis, server, driver, "log-in", statuses)).name();
    }

    private static ScenarioResult scenario(
            double p99,
            @Nullable Double redis,
            @Nullable Double server,
            double driver,
            String kind,
            Map<String, Long> statuses) {
        Map<String, KindResult> kinds = new LinkedHashMap<>();
        kinds.put(kind, new KindResult(100, 0, statuses, millis(1)));
        kinds.put("download", new KindResult(100, 0, FINE, millis(2)));
        return new ScenarioResult(
                "normal", 1, false, null, null, 60, null, 100, millis(p99), millis(p99), 0, 0, 0,
                redis == null ? null : millis(redis), server, null, 1, List.of(), List.of(), null, kinds, List.of(),
                new DriverLoad(driver, 0, 0), statuses, List.of(), List.of());
    }

    private static Summary millis(double p99) {
        return Summary.of(List.of(p99), "ms");
    }
}
