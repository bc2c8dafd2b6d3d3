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
import io.tollgate.lab.result.Load;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Second;
import io.tollgate.lab.result.ThresholdResult;
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

    private Optional<Credentials> admin = Optional.empty();
    private Optional<ServerView> view = Optional.empty();

    private ScenarioResult run(List<Threshold> limits, Function<Send, String> path) throws InterruptedException {
        Sources sources = Sources.of(server.uri(), Trust.ofSystem());
        List<Client> clients = IntStream.range(0, 5).mapToObj(i -> sources.client(210, i)).toList();
        Traffic traffic = new Traffic() {
            @Override
            public Client client(Send send) {
                return clients.get(send.actor());
            }

            @Override
            public Optional<Request> request(Send send) {
                return Optional.of(path.apply(send)).filter(text -> !text.isEmpty()).map(Request::get);
            }

            @Override
            public boolean settle(Send send, Response response) {
                return response.status() == 200;
            }
        };
        try (DriverWatch watch = DriverWatch.start()) {
            long began = System.nanoTime();
            Recording recording = new OpenLoop(PLAN.sends(), traffic).run();
            RunOptions options = new RunOptions(
                    server.uri(), Trust.ofSystem(), Identities.ofFreshServer(), admin, 3, limits, Optional.empty());
            return new Evaluation(PLAN, recording, view, options, Instant.EPOCH, began, watch)
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
        ScenarioResult result = run(List.of(Threshold.parse("errors<5%"), Threshold.parse("throughput>=9")), send ->
                !isMeasured(send) || Plan.operation(send) == Operation.LIST_FILES ? "/500" : "/200");

        long listed = planned(Operation.LIST_FILES);
        assertThat(result.responseTime().count()).isEqualTo(20);
        // The last answer may come after the end.
        assertThat(result.throughput()).isBetween(9.0, 10.0);
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
        ScenarioResult result = run(List.of(Threshold.parse("list-files.min>=80ms")), send ->
                Plan.operation(send) == Operation.LIST_FILES ? "/200/wait/80" : "/200");

        assertThat(result.byKind().get("list-files").latency().min()).isBetween(79.9, 120.0);
        assertThat(result.responseTime().min()).isLessThan(80);
        assertThat(result.errorRate()).isZero();
    }

    @Test
    void whatTheServerSaysOfItselfIsAbsentWithoutAnAdmin() throws InterruptedException {
        ScenarioResult result = run(List.of(Threshold.parse("memory<200MB")), _ -> "/200");

        assertThat(result.memoryUsage()).isNull();
        assertThat(result.thresholds()).extracting("name").contains("memory (not measured)").doesNotContain("cpu");
        assertThat(result.held()).isFalse();
    }

    @Test
    void whatTheServerDidNotTellIsAbsentAndDoesNotHold() throws InterruptedException {
        admin = Optional.of(new Credentials("admin@lab.example", "unused"));
        view = Optional.of(new ServerView(List.of(), List.of(), 90, 0, 0, 0L));

        ScenarioResult result = run(List.of(Threshold.parse("leaks=0"), Threshold.parse("connections<1000")), _ -> "/200");

        assertThat(result.cpuUsage()).isNull();
        assertThat(result.memoryUsage()).isNull();
        assertThat(result.activeConnections()).isNull();
        assertThat(result.series()).allMatch(second -> second.cpu() == null && second.rss() == null);
        assertThat(result.thresholds())
                .filteredOn(threshold -> threshold.actual() == null)
                .extracting("name")
                .contains(
                        "cpu (not measured)", "memory (not measured)", "connections (not measured)", "leaks (not measured)")
                .doesNotContain("redis (not measured)");
        assertThat(result.thresholds()).filteredOn(threshold -> threshold.actual() == null).noneMatch(ThresholdResult::held);
        assertThat(result.notes()).singleElement().asString().contains("told of itself in 0 of 2 seconds");
    }

    @Test
    void figuresThatCouldNotBeReadAfterTheRunAreMissed() throws InterruptedException {
        admin = Optional.of(new Credentials("admin@lab.example", "unused"));

        ScenarioResult result = run(List.of(), _ -> "/200");

        assertThat(result.thresholds()).extracting("name").contains("memory (not measured)", "restarts (not measured)");
        assertThat(result.held()).isFalse();
    }

    @Test
    void secondsWithoutAnAnswerHaveNoLatency() throws InterruptedException {
        ScenarioResult result = run(List.of(), send -> isMeasured(send) ? "/cut" : "/200");

        assertThat(result.series()).hasSize(2).allMatch(second -> second.done() == 0 && second.p50() == null);
        assertThat(result.series().stream().mapToLong(Second::errors).sum()).isEqualTo(20);
    }

    /// One of the first second and all of the second one are answered, but after the end.
    @Test
    void whatComesAfterTheEndIsNeitherThroughputNorASpike() throws InterruptedException {
        ScenarioResult result = run(List.of(), send -> isAmongTheLast(send) ? "/200/wait/1500" : "/200");

        assertThat(result.responseTime().count()).isEqualTo(20);
        assertThat(result.throughput()).isEqualTo(4.5);
        assertThat(result.series().stream().mapToLong(Second::sent).sum()).isEqualTo(20);
        assertThat(result.series().stream().mapToLong(Second::done).sum()).isEqualTo(9);
    }

    private static boolean isAmongTheLast(Send send) {
        return send.atNanos() >= PLAN.length().minusMillis(1_100).toNanos();
    }

    @Test
    void loadIsToldAsItWas() throws InterruptedException {
        assertThat(run(List.of(), _ -> "/200").load()).isEqualTo(new Load(5, "10/1s", null, null));
    }

    @Test
    void whatWasNotSentIsInTheSeries() throws InterruptedException {
        ScenarioResult result = run(List.of(), send -> isMeasured(send) ? "" : "/200");

        assertThat(result.dropped()).isEqualTo(20);
        assertThat(result.statuses()).isEqualTo(Map.of("dropped", 20L));
        assertThat(result.series()).extracting(Second::dropped).containsExactly(10L, 10L);
    }
}
