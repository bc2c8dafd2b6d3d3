package io.tollgate.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.testing.Results;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final double TEN_PERCENT = 0.1;

    @Test
    void theSameIsNotWorse() {
        Comparison comparison = compare(Results.smoke(1), Results.smoke(1));

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.verdict()).isEqualTo("Not worse (tolerance 10 %).");
    }

    @Test
    void slowerIsWorseAndNamesWhat() {
        Comparison comparison = compare(Results.smoke(1), Results.smoke(1.3));

        assertThat(comparison.isWorse()).isTrue();
        assertThat(comparison.verdict())
                .startsWith("Worse (tolerance 10 %): smoke: throughput, smoke: response p50")
                .contains("smoke: response p99");
    }

    @Test
    void fasterIsBetter() {
        Comparison comparison = compare(Results.smoke(1.3), Results.smoke(1));

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.verdict()).contains("better: smoke: throughput, smoke: response p50");
    }

    @Test
    void toleranceIsTolerated() {
        assertThat(compare(Results.smoke(1), Results.smoke(1.09)).isWorse()).isFalse();
        assertThat(compare(Results.smoke(1), Results.smoke(1.12)).isWorse()).isTrue();
    }

    @Test
    void worseMediansOfRunsThatOverlapAreNoise() {
        Result before = parts(80, 100, 140);
        assertThat(compare(before, parts(90, 130, 160)).isWorse()).isFalse();
        assertThat(compare(before, parts(150, 160, 170)).isWorse()).isTrue();
        assertThat(compare(parts(150, 160, 170), before).verdict()).contains("better: part: eventLog");
    }

    @Test
    void percentileOfFewRequestsIsNoVerdict() {
        assertThat(compare(Results.shortSmoke(1), Results.shortSmoke(1.5)).verdict())
                .startsWith("Worse")
                .contains("throughput")
                .doesNotContain("response p99");
    }

    @Test
    void callsThatAreSlowerAreWorseHoweverFarTheySpread() {
        Summary before = new Summary(1_000, 1, 0.1, 90, 1, 2, 3, "ms");
        Summary after = new Summary(1_000, 1.3, 0.1, 90, 1.3, 2, 3, "ms");

        assertThat(compare(redis(before), redis(after)).verdict()).isEqualTo("Worse (tolerance 10 %): Redis: get.");
    }

    private static Result redis(Summary get) {
        return new ResultBuilder(Results.smoke(1).environment()).redisOperations(Map.of("get", get)).build();
    }

    @Test
    void tableHasRatioAndDirection() {
        assertThat(ComparisonTable.of(compare(Results.smoke(1), Results.smoke(2))))
                .contains("before", "after", "smoke: throughput", "100 /s", "50 /s", "x0.50", "WORSE");
    }

    @Test
    void pageHasChartsOfBoth() {
        assertThat(new ComparisonPage(compare(Results.smoke(1), Results.smoke(2))).page())
                .contains("before", "after", "Response time by percentile", "✗ worse", "x0.50");
    }

    @Test
    void oneResultIsNoComparison() {
        assertThatIllegalArgumentException().isThrownBy(() -> Comparison.of(Map.of("a", Results.smoke(1)), 0.1));
    }

    private static Result parts(double... nanos) {
        List<Double> values = Arrays.stream(nanos).boxed().toList();
        return new ResultBuilder(Results.smoke(1).environment())
                .components(Map.of("eventLog", Summary.of(values, "ns")))
                .build();
    }

    private static Comparison compare(Result before, Result after) {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put("before", before);
        results.put("after", after);
        return Comparison.of(results, TEN_PERCENT);
    }
}
