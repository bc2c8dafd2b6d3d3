package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.driver.Send;
import io.tollgate.lab.driver.Traffic;
import io.tollgate.lab.result.ThresholdResult;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.scenario.ScenarioReader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Traffic NONE = new Traffic() {
        @Override
        public Client client(Send send) {
            throw new IllegalStateException("nothing is sent");
        }

        @Override
        public Optional<Request> request(Send send) {
            return Optional.empty();
        }

        @Override
        public boolean settle(Send send, Response response) {
            return false;
        }
    };

    private static Scenario scenario(String thresholds) {
        return ScenarioReader.read("mine", """
                name: mine
                description: My own.
                duration: 30s
                users: {count: 3, rate: 60/1m, mix: {who-am-i: 1}}
                thresholds: [%s]
                """.formatted(thresholds));
    }

    private static List<ThresholdResult> judged(String thresholds, String... given) {
        return judged(scenario(thresholds), parsed(given));
    }

    private static List<ThresholdResult> judged(Scenario scenario, List<Threshold> given) {
        Measured measured = new Measured(Plan.of(scenario, 1), new OpenLoop(List.of(), NONE).recording());
        return new Judge(measured, Optional.empty(), true, Optional.empty(), 0).judge(scenario, given);
    }

    private static List<Threshold> parsed(String... given) {
        return List.of(given).stream().map(Threshold::parse).toList();
    }

    /// What was not answered is in no percentile.
    @Test
    void errorsAreJudgedEvenWhereOnlyLatencyIsAskedFor() {
        assertThat(judged("p99<500ms")).extracting(ThresholdResult::name).containsExactly("errors", "p99 (not measured)");
    }

    @Test
    void severalOnOneMetricAreAllJudged() {
        assertThat(judged("p99<500ms", "throughput>=100/s", "throughput<=200/s"))
                .filteredOn(threshold -> threshold.name().equals("throughput"))
                .extracting(ThresholdResult::limit)
                .containsExactly(100.0, 200.0);
    }

    @Test
    void oneOnErrorsTakesThePlaceOfThat() {
        assertThat(judged("p99<500ms, errors<5%"))
                .filteredOn(threshold -> threshold.name().equals("errors"))
                .extracting(ThresholdResult::limit)
                .containsExactly(5.0);
        assertThat(judged("p99<500ms", "errors<7%"))
                .filteredOn(threshold -> threshold.name().equals("errors"))
                .extracting(ThresholdResult::limit)
                .containsExactly(7.0);
    }

    @Nested
    class OfRedis {
        private static List<ThresholdResult> judgedWithRedis(String thresholds, String... given) {
            return judged(scenario(thresholds), Threshold.withRedis(scenario(thresholds), parsed(given)))
                    .stream()
                    .filter(threshold -> threshold.name().startsWith("redis"))
                    .toList();
        }

        @Test
        void oneOfWhichThereIsNoFigureIsMissed() {
            assertThat(judgedWithRedis("")).singleElement().satisfies(threshold -> {
                assertThat(threshold.name()).isEqualTo("redis (not measured)");
                assertThat(threshold.limit()).isEqualTo(10);
                assertThat(threshold.held()).isFalse();
            });
        }

        @Test
        void oneThatIsNotThereIsNotAskedFor() {
            assertThat(judged("")).extracting(ThresholdResult::name).noneMatch(name -> name.startsWith("redis"));
        }

        @Test
        void targetYieldsToAnotherLimitAndToTheThresholdsOfTheScenario() {
            assertThat(judgedWithRedis("", "redis<3ms")).extracting(ThresholdResult::limit).containsExactly(3.0);
            assertThat(judgedWithRedis("redis<4ms")).extracting(ThresholdResult::limit).containsExactly(4.0);
            assertThat(judgedWithRedis("p99<500ms")).isEmpty();
        }
    }
}
