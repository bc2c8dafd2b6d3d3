package io.tollgate.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Load;
import io.tollgate.lab.result.RequestLatency;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Scaling;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.testing.Results;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
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
        Summary before = new Summary(1_000, 100, 10, 9_000, 100, 200, 300, "\u00b5s");
        Summary after = new Summary(1_000, 200, 10, 9_000, 200, 300, 400, "\u00b5s");

        assertThat(compare(redis(before), redis(after)).verdict()).isEqualTo("Worse (tolerance 10 %): Redis: get.");
    }

    @Test
    void lessThanHalfAMillisecondOfARequestIsNoise() {
        Summary before = new Summary(1_000, 0.2, 0.1, 9, 0.2, 0.3, 0.4, "ms");
        Summary after = new Summary(1_000, 0.4, 0.1, 9, 0.4, 0.5, 0.6, "ms");
        Summary muchLater = new Summary(1_000, 0.9, 0.1, 9, 0.9, 1, 2, "ms");

        assertThat(compare(latency(before), latency(after)).isWorse()).isFalse();
        assertThat(compare(latency(before), latency(muchLater)).isWorse()).isTrue();
    }

    @Test
    void medianOfCallsWhoseRoundsOverlapIsNoise() {
        assertThat(compare(latency(rounds(1, 2, 5)), latency(rounds(4, 5, 6))).isWorse()).isFalse();
        assertThat(compare(latency(rounds(1, 2, 3)), latency(rounds(4, 5, 6))).isWorse()).isTrue();
        assertThat(compare(latency(rounds(4, 5, 6)), latency(rounds(1, 2, 3))).verdict()).contains("better: request, no layers");
    }

    @Test
    void everyFigureAtARateIsComparedByItsRounds() {
        Result before = rates(rounds(1, 2, 5));

        assertThat(compare(before, rates(rounds(4, 5, 6))).isWorse()).isFalse();
        assertThat(compare(before, rates(rounds(6, 7, 8))).verdict())
                .startsWith("Worse")
                .contains("at a rate, mean: redis, 100/s", "at a rate, p95: redis, 100/s", "at a rate, p99: redis, 100/s");
    }

    /// A hundred requests a round, each of which took as long as that round says.
    private static Summary rounds(double... millis) {
        return Summary.ofRounds(Arrays.stream(millis)
                .mapToObj(each -> {
                    Histogram nanos = new Histogram(3);
                    nanos.recordValueWithCount(Math.round(each * 1e6), 100);
                    return nanos;
                })
                .toList());
    }

    private static Result rates(Summary times) {
        return new ResultBuilder(Results.smoke(1).environment()).rates(Map.of("redis, 100/s", times)).build();
    }

    /// Else it would be worse without the interval that it has under the one name.
    @Test
    void noFigureIsComparedUnderTwoNames() {
        assertThat(Metric.of(Results.full())).containsKey("brute-force: response p99");
        assertThat(Metric.of(Results.full()).keySet()).noneMatch(name -> name.contains("users' p99"));
    }

    private static Result latency(Summary times) {
        return new ResultBuilder(Results.smoke(1).environment())
                .requestLatency(new RequestLatency(times, times, times, times, times, null))
                .build();
    }

    @Test
    void capacitiesWhosePassesOverlapAreNoise() {
        assertThat(compare(capacity(10_000, 4_000), capacity(8_500, 4_000)).isWorse()).isFalse();
        assertThat(compare(capacity(10_000, 400), capacity(8_500, 400)).isWorse()).isTrue();
    }

    private static Result capacity(double perSecond, double spread) {
        Scaling scaling = new Scaling(
                "GET /api/files", 1_000, 0, 0, 1, 0, perSecond,
                List.of(new Scaling.Step(8, perSecond, spread, 1, 2, 0.8, 0.2, 1, 99)), null, null, List.of(), null, null);
        return new ResultBuilder(Results.smoke(1).environment()).scaling(scaling).build();
    }

    @Test
    void figureThatVanishedIsNamedAndThereIsNoAllClear() {
        Comparison comparison = compare(both(), Results.smoke(1));

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.isAllClear()).isFalse();
        assertThat(comparison.verdict())
                .isEqualTo("No all-clear, though what both have is not worse (tolerance 10 %). "
                        + "Missing in a later result: Redis: get.");
        assertThat(new ComparisonPage(comparison).page()).contains("verdict bad").doesNotContain("verdict good");
        assertThat(compare(Results.smoke(1), both()).isAllClear()).isTrue();
    }

    private static Result both() {
        return new ResultBuilder(Results.smoke(1).environment())
                .scenario(Results.smoke(1).scenarios().getFirst())
                .redisOperations(Map.of("get", Summary.of(List.of(1.0), "\u00b5s")))
                .build();
    }

    @Test
    void nothingInCommonIsNotGood() {
        Result nothing = new ResultBuilder(Results.smoke(1).environment()).build();

        assertThat(new ComparisonPage(compare(nothing, nothing)).page()).contains("verdict bad").doesNotContain("verdict good");
    }

    @Test
    void serverFiguresOfARunThatReadNoneAreNoChange() {
        assertThat(Metric.of(both())).containsKey("smoke: server CPU");
        assertThat(Metric.of(new ResultBuilder(Results.smoke(1).environment()).scenario(unread()).build()))
                .doesNotContainKeys("smoke: server CPU", "smoke: memory");
    }

    private static ScenarioResult unread() {
        Summary millis = Summary.of(List.of(1.0), "ms");
        return new ScenarioResult(
                "smoke", 1, false, null, null, 60, null, 100, millis, millis, 0, 0, 0, null, null, null, null, List.of(),
                List.of(), null, Map.of(), List.of(), null, Map.of(), List.of(), List.of());
    }

    @Test
    void versionsAreComparedByWhatThisOneDoes() {
        Map<String, Summary> versions = Map.of(
                "on Redis, before: carries", Summary.of(List.of(1.0), "requests/s"),
                "on Redis, now: carries", Summary.of(List.of(2.0), "requests/s"),
                "on Redis, now: resident", Summary.of(List.of(90.0), "MB"));
        Map<String, Metric> metrics =
                Metric.of(new ResultBuilder(Results.smoke(1).environment()).versions(versions).build());

        assertThat(metrics).containsOnlyKeys("versions, on Redis, now: carries", "versions, on Redis, now: resident");
        assertThat(metrics.get("versions, on Redis, now: carries").better()).isEqualTo(Metric.Better.HIGHER);
        assertThat(metrics.get("versions, on Redis, now: resident").better()).isEqualTo(Metric.Better.LOWER);
    }

    @Test
    void anotherJdkOrAnotherLoadIsNotAlike() {
        Result usual = Results.smoke(1);
        Environment environment = usual.environment();
        Environment other = new Environment(
                "", "26", environment.cores(), environment.store(), environment.database(), environment.os(), null);

        assertThat(compare(usual, Results.smoke(2)).isLike()).isTrue();
        assertThat(compare(usual, new ResultBuilder(other).scenario(usual.scenarios().getFirst()).build()).isLike()).isFalse();
        assertThat(compare(usual, new ResultBuilder(environment).scenario(slower()).build()).isLike()).isFalse();
    }

    private static ScenarioResult slower() {
        Summary millis = Summary.of(List.of(1.0), "ms");
        return new ScenarioResult(
                "smoke", 1, false, null, null, 60, new Load(10, "100/1m", null, null), 100, millis, millis, 0, 0, 0, null, null,
                null, null, List.of(), List.of(), null, Map.of(), List.of(), null, Map.of(), List.of(), List.of());
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
