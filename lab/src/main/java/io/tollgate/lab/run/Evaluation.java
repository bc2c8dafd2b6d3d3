package io.tollgate.lab.run;

import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.DriverLoad;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.PercentilePoint;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Plan;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Derives the result of a run from its recording and from what the server said.
final class Evaluation {
    private static final double NANOS = 1e9;

    private final Plan plan;
    private final Recording recording;
    private final Optional<ServerView> server;
    private final RunOptions options;
    private final Instant startedAt;
    private final long beganNanos;
    private final DriverLoad driver;
    private final long longestPauseMillis;
    private final Measured measured;

    Evaluation(
            Plan plan,
            Recording recording,
            Optional<ServerView> server,
            RunOptions options,
            Instant startedAt,
            long beganNanos,
            DriverWatch watch) {
        this.plan = plan;
        this.recording = recording;
        this.server = server;
        this.options = options;
        this.startedAt = startedAt;
        this.beganNanos = beganNanos;
        this.measured = new Measured(plan, recording);
        this.longestPauseMillis = watch.longestPauseMillis();
        this.driver = new DriverLoad(
                watch.cpuPercent() / 100,
                watch.collectionMillis(),
                measured.everybody().lateShare());
    }

    Outcome outcome(Optional<String> stopped) {
        Optional<Attack> attack =
                plan.scenario().attack().map(_ -> AttackFigures.of(plan, measured, server));
        Optional<String> objection = stopped.map(reason -> "the run was stopped: " + reason)
                .or(() -> Validity.objection(driver, longestPauseMillis, measured.users().count()));
        double seconds = measuredSeconds();
        double throughput = measured.users().answered() / seconds;
        ScenarioResult result = new ScenarioResult(
                plan.scenario().name(),
                plan.seed(),
                objection.isPresent(),
                objection.orElse(null),
                startedAt,
                seconds,
                throughput,
                Summary.ofNanos(measured.users().response()),
                Summary.ofNanos(measured.users().service()),
                measured.users().errorRate(),
                measured.everybody().late(),
                measured.everybody().dropped(),
                server.flatMap(ServerView::redis).orElse(null),
                server.map(ServerView::cpu).orElse(0.0),
                server.map(ServerView::memory).orElse(null),
                server.map(ServerView::connections).orElse(0),
                server.map(ServerView::growths).orElse(List.of()),
                new Judge(measured, server, attack, throughput).judge(plan.scenario(), options.limits()),
                attack.orElse(null),
                kinds(),
                Series.of(plan, recording, server.map(ServerView::all).orElse(List.of()), beganNanos),
                driver,
                Map.copyOf(measured.everybody().statuses()),
                PercentilePoint.curve(measured.users().response()),
                null);
        return new Outcome(result, plan, recording, server, stopped);
    }

    /// The planned length; of a run that was stopped, until its last answer.
    private double measuredSeconds() {
        long last = 0;
        boolean unsent = false;
        for (int i = 0; i < recording.size(); i++) {
            Recording.Line line = recording.line(i);
            last = Math.max(last, line.done());
            unsent |= line.failure() == Failure.UNSENT;
        }
        double planned = plan.scenario().duration().toNanos() / NANOS;
        return unsent ? Math.clamp((last - plan.measuredFromNanos()) / NANOS, 0.001, planned) : planned;
    }

    private Map<String, KindResult> kinds() {
        Map<String, KindResult> kinds = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            Tally tally = measured.byOperation().get(operation);
            if (tally != null) {
                kinds.put(operation.text(), tally.kind());
            }
        }
        return kinds;
    }
}
