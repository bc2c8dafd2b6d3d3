package io.tollgate.lab.run;

import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.Failure;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.result.Attack;
import io.tollgate.lab.result.DriverLoad;
import io.tollgate.lab.result.KindResult;
import io.tollgate.lab.result.Load;
import io.tollgate.lab.result.PercentilePoint;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.scenario.Assault;
import io.tollgate.lab.scenario.Operation;
import io.tollgate.lab.scenario.Pace;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.Users;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Derives the result of a run from its recording and from what the server said.
final class Evaluation {
    private static final double NANOS = 1e9;
    /// With fewer of its seconds known, a reader has to be told.
    private static final double MOST_SECONDS = 0.9;

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
                .or(() -> Validity.objection(recording))
                .or(() -> Validity.objection(driver, longestPauseMillis, measured.users().count()))
                .or(() -> attack.flatMap(found -> Validity.objection(found, measured.activeAttackers())));
        double seconds = measuredSeconds();
        double throughput = measured.answersInTime() / seconds;
        ScenarioResult result = new ScenarioResult(
                plan.scenario().name(),
                plan.seed(),
                objection.isPresent(),
                objection.orElse(null),
                startedAt,
                seconds,
                load(),
                throughput,
                Summary.ofNanos(measured.users().response()),
                Summary.ofNanos(measured.users().service()),
                measured.users().errorRate(),
                measured.everybody().late(),
                measured.everybody().dropped(),
                server.flatMap(ServerView::redis).orElse(null),
                server.flatMap(view -> view.cpu().stream().boxed().findFirst()).orElse(null),
                server.flatMap(ServerView::memory).orElse(null),
                server.flatMap(view -> view.connections().stream().boxed().findFirst()).orElse(null),
                server.map(ServerView::growths).orElse(List.of()),
                new Judge(measured, server, options.admin().isPresent(), attack, throughput)
                        .judge(plan.scenario(), options.thresholds()),
                attack.orElse(null),
                kinds(),
                Series.of(plan, recording, server.map(ServerView::all).orElse(List.of()), beganNanos),
                driver,
                Map.copyOf(measured.users().statuses()),
                PercentilePoint.curve(measured.users().response()),
                notes(seconds, attack));
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

    private Load load() {
        Users users = plan.scenario().users();
        Optional<Assault> assault = plan.scenario().attack();
        return new Load(
                users.count(),
                users.rate().map(Pace::toString).orElse(null),
                assault.map(Assault::attackers).orElse(null),
                assault.map(found -> found.each().toString()).orElse(null));
    }

    /// @param seconds of the measured part
    private List<String> notes(double seconds, Optional<Attack> attack) {
        List<String> notes = new ArrayList<>();
        long told = server.map(view -> view.seconds().size()).orElse(0);
        if (options.admin().isPresent() && told < MOST_SECONDS * Math.floor(seconds)) {
            notes.add("The server told of itself in %d of %.0f seconds; its figures are of those alone."
                    .formatted(told, Math.floor(seconds)));
        }
        if (attack.isPresent() && attack.get().blockedShare() == null) {
            notes.add("Nothing of the attack lay beyond its budget, so nothing had to be blocked; a longer or quicker one shows "
                    + "whether it would be.");
        }
        return notes;
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
