package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Recordings;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.ScenarioReader;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Plan PLAN = Plan.of(
            ScenarioReader.read("mine", """
                    name: mine
                    description: My own.
                    duration: 1s
                    users: {count: 1, rate: 10/1s, mix: {who-am-i: 1}}
                    """),
            1);

    private static ScenarioResult result(Recording recording) throws InterruptedException {
        DriverWatch watch = DriverWatch.start();
        watch.close();
        RunOptions options = new RunOptions(
                URI.create("http://127.0.0.1:1"),
                Trust.ofSystem(),
                Identities.ofFreshServer(),
                Optional.empty(),
                1,
                List.of(),
                Optional.empty());
        return new Evaluation(PLAN, recording, Optional.empty(), options, Instant.EPOCH, 0, watch)
                .outcome(Optional.empty())
                .result();
    }

    private static Failure[] all(Failure failure) {
        Failure[] failures = new Failure[PLAN.sends().size()];
        Arrays.fill(failures, failure);
        return failures;
    }

    @Test
    void runInWhichTheDriverCouldNotSendIsVoid() throws InterruptedException {
        Failure[] failures = all(Failure.NONE);
        assertThat(result(Recordings.of(failures)).isVoid()).isFalse();

        failures[0] = Failure.DRIVER;
        ScenarioResult result = result(Recordings.of(failures));

        assertThat(result.isVoid()).isTrue();
        assertThat(result.held()).isFalse();
        assertThat(result.voidReason()).contains("to send 1 requests");
    }
}
