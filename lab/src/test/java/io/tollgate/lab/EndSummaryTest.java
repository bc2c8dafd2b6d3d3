package io.tollgate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.result.ThresholdResult;
import io.tollgate.lab.testing.Results;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class EndSummaryTest {

    @Test
    void whatWasNotMeasuredIsNotToldAsNothing() {
        Summary millis = Summary.of(List.of(1.0), "ms");
        ScenarioResult unread = new ScenarioResult(
                "smoke", 1, false, null, null, 60, null, 100, millis, millis, 0, 0, 0, null, null, null, null, List.of(),
                List.of(new ThresholdResult("cpu (not measured)", 50, null, false, "<", "%")), null, Map.of(), List.of(), null,
                Map.of(), List.of(), List.of());

        assertThat(String.join("\n", EndSummary.of(unread)))
                .contains("\u2717 cpu (not measured)", "its own figures were not read")
                .doesNotContain("connections 0", "cpu 0");
    }

    @Test
    void withoutAnAnswerThereIsNoLatency() {
        Summary nothing = Summary.ofNanos(new Histogram(3));
        ScenarioResult unanswered = new ScenarioResult(
                "smoke", 1, true, "stopped", null, 1, null, 0, nothing, nothing, 0, 0, 0, null, null, null, null, List.of(), List.of(),
                null, Map.of(), List.of(), null, Map.of(), List.of(), List.of());

        assertThat(String.join("\n", EndSummary.of(unanswered)))
                .contains("response    nothing was answered", "service     nothing was answered")
                .doesNotContain("p99");
    }

    @Test
    void loadServerAndNotesAreTold() {
        assertThat(String.join("\n", EndSummary.of(Results.full().scenarios().getFirst())))
                .contains(
                        "50 users with 600/1m, 50 attackers with 10/1s each", "cpu 40 %, memory 150 MB (90 before), connections 20",
                        "from 50 addresses as the server saw", "a note of the scenario");
    }
}
