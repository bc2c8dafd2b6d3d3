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

/// What the security log costs: logins, each of which is two events, on a server that records and one that does not, in
/// turn; then how fast events are stored in each database.
final class EventsBenchmark {
    private static final double MICROS_PER_SECOND = 1e6;

    private EventsBenchmark() {}

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        Rounds rounds;
        try (ServerRow servers = ServerRow.start(List.of("none", "events"))) {
            servers.warmUp(_ -> LabAccount.login(), effort.longestWarmUp());
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

    /// SQLite is everywhere; a PostgreSQL cannot be started everywhere.
    private static Map<String, Summary> stored(Effort effort, ResultBuilder result)
            throws IOException, InterruptedException {
        Map<String, Summary> stored = new LinkedHashMap<>();
        add(stored, "SQLITE", effort);
        try {
            add(stored, "POSTGRESQL", effort);
        } catch (IOException e) {
            result.leftOut("Events: on PostgreSQL storing could not be measured here.");
            System.err.println("tollgate lab: events on PostgreSQL: " + e.getMessage());
        }
        return stored;
    }

    private static void add(Map<String, Summary> stored, String database, Effort effort)
            throws IOException, InterruptedException {
        JmhRun run = JmhRun.of(effort, Map.of("database", database), "EventStoreBenchmark");
        String name = database.toLowerCase(Locale.ROOT);
        stored.put(name, summary(run, database, "ROWS"));
        stored.put(name + ", a flood that folds", summary(run, database, "FLOOD"));
    }

    private static Summary summary(JmhRun run, String database, String kind) throws IOException {
        return perSecond(run.summary("EventStoreBenchmark.store", Map.of("database", database, "kind", kind)));
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
