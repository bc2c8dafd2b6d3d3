package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.EventCost;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.LabAccount;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the security log costs: logins, each of which is two events, on a server that records and one that does not, in
/// turn; then how fast events are stored in each database.
final class EventsBenchmark {
    private static final double MICROS_PER_SECOND = 1e6;

    private EventsBenchmark() {}

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        Rounds rounds;
        try (ServerRow servers = ServerRow.start(List.of("none", "events"))) {
            servers.warmUp(_ -> LabAccount.login(), effort.warmUp());
            rounds = servers.measure(_ -> LabAccount.login(), effort.runs(), effort.slice());
        }
        Summary overhead = rounds.overhead(1, 0);
        System.out.println("login, no log     " + rounds.summary(0).line("requests"));
        System.out.println("login, with log   " + rounds.summary(1).line("requests"));
        System.out.println("with over without " + overhead.line("rounds"));
        Map<String, Summary> stored = stored(effort, result);
        stored.forEach((database, rate) -> System.out.println("stored, " + database + "  " + rate.line()));
        result.events(new EventCost(rounds.summary(0), rounds.summary(1), overhead, stored));
        stored.entrySet().stream()
                .min((a, b) -> Double.compare(a.getValue().p50(), b.getValue().p50()))
                .ifPresent(slowest -> result.bottleneck("events", bottleneck(slowest.getKey(), slowest.getValue())));
    }

    private static Map<String, Summary> stored(Effort effort, ResultBuilder result)
            throws IOException, InterruptedException {
        JmhRun run = JmhRun.of(effort, "EventStoreBenchmark");
        Map<String, Summary> stored = new LinkedHashMap<>();
        for (String database : List.of("SQLITE", "POSTGRESQL")) {
            String name = database.toLowerCase(Locale.ROOT);
            summary(run, database, "ROWS")
                    .ifPresentOrElse(
                            found -> stored.put(name, found),
                            () -> result.note("Events: " + name + " could not be started here and was not measured."));
            summary(run, database, "FLOOD").ifPresent(found -> stored.put(name + ", a flood that folds", found));
        }
        return stored;
    }

    private static Optional<Summary> summary(JmhRun run, String database, String kind) {
        return run.summary("EventStoreBenchmark.store", Map.of("database", database, "kind", kind))
                .map(EventsBenchmark::perSecond);
    }

    /// The percentiles are those of the times: 95 of 100 iterations store at least as fast as `p95` says.
    private static Summary perSecond(Summary micros) {
        return new Summary(
                micros.count(),
                MICROS_PER_SECOND / micros.mean(),
                MICROS_PER_SECOND / micros.max(),
                MICROS_PER_SECOND / micros.min(),
                MICROS_PER_SECOND / micros.p50(),
                MICROS_PER_SECOND / micros.p95(),
                MICROS_PER_SECOND / micros.p99(),
                "events/s");
    }

    private static Bottleneck bottleneck(String database, Summary rate) {
        return new Bottleneck(
                "database",
                String.format(
                        Locale.ROOT,
                        "%s stores %,.0f events a second; more than that wait in the journal, and requests do not",
                        database,
                        rate.p50()));
    }
}
