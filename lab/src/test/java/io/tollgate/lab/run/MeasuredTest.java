package io.tollgate.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.driver.Send;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.driver.Traffic;
import io.tollgate.lab.driver.TrivialServer;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// From a server whose faults are known to the figures of a result.
class MeasuredTest {
    private final TrivialServer server = TrivialServer.start();

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /// One second of warming up, then two with ten requests a second.
    private static final Plan PLAN =
            Plan.of(Catalogue.find("smoke").orElseThrow().lasting(Duration.ofSeconds(2)), 3);

    private ScenarioResult run(List<Limit> limits, Function<Send, String> path) throws InterruptedException {
        Sources sources = Sources.of(server.uri(), Trust.ofSystem());
        List<Client> clients = IntStream.range(0, 5).mapToObj(i -> sources.client(210, i)).toList();
        Traffic traffic = new Traffic() {
            @Override
            public Client client(Send send) {
                return clients.get(send.actor());
            }

            @Override
            public Optional<Request> request(Send send) {
                return Optional.of(Request.get(path.apply(send)));
            }

            @Override
            public boolean settle(Send send, Response response) {
                return response.status() == 200;
            }
        };
        try (DriverWatch watch = new DriverWatch()) {
            long began = System.nanoTime();
            Recording recording = new OpenLoop(PLAN.sends(), traffic).run();
            RunOptions options = new RunOptions(server.uri(), Trust.ofSystem(), true, Optional.empty(), 3, limits);
            return new Evaluation(PLAN, recording, Optional.empty(), options, Instant.EPOCH, began, watch)
                    .outcome(Optional.empty())
                    .result();
        }
    }

    private static boolean isMeasured(Send send) {
        return PLAN.phase(send) == Plan.Phase.MEASURED;
    }

    private static long planned(Operation operation) {
        return PLAN.sends().stream()
                .filter(MeasuredTest::isMeasured)
                .filter(send -> Plan.operation(send) == operation)
                .count();
    }

    @Test
    void errorsAreWhatTheServerGave() throws InterruptedException {
        ScenarioResult result = run(List.of(Limit.parse("errors<5%"), Limit.parse("throughput>=10")), send ->
                !isMeasured(send) || Plan.operation(send) == Operation.LIST_FILES ? "/500" : "/200");

        long listed = planned(Operation.LIST_FILES);
        assertThat(result.responseTime().count()).isEqualTo(20);
        assertThat(result.throughput()).isEqualTo(10);
        assertThat(result.errorRate()).isEqualTo(listed / 20.0);
        assertThat(result.byKind().get("list-files").errors()).isEqualTo(listed);
        assertThat(result.byKind().get("list-files").statuses()).containsExactly(Map.entry("500", listed));
        assertThat(result.thresholds())
                .filteredOn(threshold -> threshold.name().equals("errors"))
                .singleElement()
                .satisfies(threshold -> {
                    assertThat(threshold.held()).isFalse();
                    assertThat(threshold.actual()).isEqualTo(listed * 5.0);
                });
        assertThat(result.thresholds())
                .filteredOn(threshold -> threshold.name().equals("throughput"))
                .allMatch(threshold -> threshold.held());
    }

    @Test
    void delaysAreWhatTheServerTook() throws InterruptedException {
        ScenarioResult result = run(List.of(Limit.parse("list-files.min>=80ms")), send ->
                Plan.operation(send) == Operation.LIST_FILES ? "/200/wait/80" : "/200");

        assertThat(result.byKind().get("list-files").latency().min()).isBetween(79.9, 120.0);
        assertThat(result.responseTime().min()).isLessThan(80);
        assertThat(result.errorRate()).isZero();
    }

    @Test
    void whatTheServerSaysOfItselfIsAbsentWithoutAnAdmin() throws InterruptedException {
        ScenarioResult result = run(List.of(Limit.parse("memory<200MB")), _ -> "/200");

        assertThat(result.memoryUsage()).isNull();
        assertThat(result.thresholds()).extracting("name").contains("memory (not measured)").doesNotContain("cpu");
        assertThat(result.held()).isFalse();
    }
}
