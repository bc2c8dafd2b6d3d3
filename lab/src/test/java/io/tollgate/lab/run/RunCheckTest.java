package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCheckTest {
    private static final RunCheck STARTED = new RunCheck(true, false, true);
    private static final RunCheck RUNNING = new RunCheck(false, false, false);

    private static Scenario scenario(String name) {
        return Catalogue.find(name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "smoke, blocked>=100%, nobody attacks",
        "smoke, guess.p95<1s, nobody does that",
        "smoke, redis<10ms, give it one with --redis",
        "smoke, leaks=0, under four minutes"
    })
    void whatCannotBeMeasuredIsToldBefore(String name, String limit, String reason) {
        assertThat(STARTED.objection(scenario(name), List.of(Threshold.parse(limit))))
                .hasValueSatisfying(text -> assertThat(text).contains(name).contains(reason));
    }

    @Test
    void whatTheServerTellsNeedsAnAdmin() {
        assertThat(RUNNING.objection(scenario("smoke"), List.of(Threshold.parse("cpu<50%"))))
                .hasValueSatisfying(text -> assertThat(text).contains("--admin"));
        assertThat(RUNNING.objection(scenario("soak"), List.of())).isPresent();
        assertThat(STARTED.objection(scenario("soak"), List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"log-in.p95<1s", "cpu<50%", "errors<1%"})
    void whatCanBeMeasuredIsFine(String limit) {
        assertThat(STARTED.objection(scenario("smoke"), List.of(Threshold.parse(limit)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smoke", "normal", "stages", "stages-original", "brute-force", "bots", "slow"})
    void sizeOfAPlanIsKnownBeforeItIsMade(String name) {
        assertThat(scenario(name).requests())
                .isCloseTo(Plan.of(scenario(name), 1).sends().size(), Percentage.withPercentage(5));
    }

    @Test
    void planThatDoesNotFitIntoMemoryIsToldBefore() {
        Scenario busy = scenario("peak-sustained").lasting(Duration.ofHours(2));

        assertThat(RunCheck.tooMany(busy, 192L << 20)).hasValueSatisfying(text -> assertThat(text).contains("-Xmx"));
        assertThat(RunCheck.tooMany(busy, 512L << 20)).isEmpty();
    }
}
