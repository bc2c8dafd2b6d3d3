package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.Cores;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.RedisProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What has changed since another checkout: `GET /api/files` of somebody with one file on its servers and on those of this
/// one, without any layer of the guard, with all in the process, and with all on Redis. All six are alive at once and driven in
/// turn, by many connections for what they carry, and by one for how long a request takes.
final class VersionsBenchmark {
    /// Shorter than in [HttpBenchmark], for there are twice as many; all are as warm.
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private VersionsBenchmark() {}

    private enum Kind {
        NO_LAYERS("no layers"),
        ALL_LAYERS("all layers"),
        ON_REDIS("on Redis");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /// One server and what was measured of it, round by round.
    private record Contestant(
            ServerProcess server, Request request, List<Double> perSecond, List<Double> resident, Histogram nanos) {

        static Contestant of(ServerProcess server, HttpClient client) throws IOException, InterruptedException {
            LabAccount.uploadFiles(client, server.uri(), 1);
            Request request = Request.get(HttpBenchmark.PATH).as(LabAccount.logIn(client, server.uri()));
            return new Contestant(server, request, new ArrayList<>(), new ArrayList<>(), new Histogram(3));
        }

        void warmUp() throws IOException, InterruptedException {
            ClosedLoop.drive(server.uri(), request, HttpBenchmark.CONNECTIONS, WARM_UP);
        }

        void measure() throws IOException, InterruptedException {
            perSecond.add(ClosedLoop.drive(server.uri(), request, HttpBenchmark.CONNECTIONS, HttpBenchmark.SLICE).perSecond());
            nanos.add(ClosedLoop.drive(server.uri(), request, 1, HttpBenchmark.SLICE).nanos());
            resident.add(server.residentMegabytes());
        }

        Summary times() {
            return Summary.ofNanos(nanos);
        }
    }

    private record Pair(Contestant before, Contestant now) {}

    /// @param before a checkout that is built
    static void run(Path before, int runs, ResultBuilder result) throws IOException, InterruptedException {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        try (Cores cores = Cores.split();
                HttpClient client = HttpClient.newHttpClient()) {
            Map<Kind, Pair> pairs = new LinkedHashMap<>();
            for (Kind kind : Kind.values()) {
                pairs.put(
                        kind,
                        new Pair(
                                Contestant.of(start(kind, cores, before, started), client),
                                Contestant.of(start(kind, cores, ServerProcess.home(), started), client)));
            }
            measure(pairs, runs);
            Map<String, Summary> summaries = new LinkedHashMap<>();
            pairs.forEach((kind, pair) -> {
                add(summaries, kind, "before", pair.before());
                add(summaries, kind, "now", pair.now());
                print(kind, pair);
            });
            printCost("the guard", pairs.get(Kind.NO_LAYERS), pairs.get(Kind.ALL_LAYERS));
            printCost("Redis", pairs.get(Kind.ALL_LAYERS), pairs.get(Kind.ON_REDIS));
            result.versions(summaries);
            result.note("versions: " + cores.text() + "; before is " + before + ".");
        } finally {
            close(started);
        }
    }

    private static ServerProcess start(Kind kind, Cores cores, Path home, Deque<AutoCloseable> started)
            throws IOException, InterruptedException {
        String[] settings =
                switch (kind) {
                    case NO_LAYERS -> GuardBenchmark.NO_LAYERS;
                    case ALL_LAYERS -> GuardBenchmark.ALL_LAYERS;
                    case ON_REDIS -> {
                        RedisProcess redis = RedisProcess.start();
                        started.push(redis);
                        yield GuardBenchmark.allLayersOn(redis);
                    }
                };
        ServerProcess server = ServerProcess.startOf(home, cores, settings);
        started.push(server);
        return server;
    }

    private static void measure(Map<Kind, Pair> pairs, int runs) throws IOException, InterruptedException {
        List<Contestant> all = new ArrayList<>();
        pairs.values().forEach(pair -> all.addAll(List.of(pair.before(), pair.now())));
        for (Contestant contestant : all) {
            contestant.warmUp();
        }
        for (int round = 0; round < runs; round++) {
            for (int i = 0; i < all.size(); i++) {
                all.get((round + i) % all.size()).measure();
            }
        }
    }

    private static void add(Map<String, Summary> summaries, Kind kind, String version, Contestant contestant) {
        String name = kind.text + ", " + version + ": ";
        summaries.put(name + "carries", Summary.of(contestant.perSecond(), "requests/s"));
        summaries.put(name + "a request", contestant.times());
        summaries.put(name + "resident", Summary.of(contestant.resident(), "MB"));
    }

    private static void print(Kind kind, Pair pair) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < pair.now().perSecond().size(); round++) {
            ratios.add(pair.now().perSecond().get(round) / pair.before().perSecond().get(round));
        }
        System.out.printf("%s, before: %s%n", kind.text, Summary.of(pair.before().perSecond(), "requests/s").line());
        System.out.printf("%s, now:    %s%n", kind.text, Summary.of(pair.now().perSecond(), "requests/s").line());
        System.out.printf("  now over before, round by round: %s%n", Summary.of(ratios, "").line("rounds"));
        Summary before = pair.before().times();
        Summary now = pair.now().times();
        System.out.println("  one request at a time: " + change("mean", before.mean(), now.mean()) + ", "
                + change("p95", before.p95(), now.p95()) + ", " + change("p99", before.p99(), now.p99()) + " (ms)");
        System.out.println("  " + change("resident", last(pair.before()), last(pair.now())) + " (MB)");
    }

    private static double last(Contestant contestant) {
        return contestant.resident().getLast();
    }

    private static void printCost(String what, Pair without, Pair with) {
        System.out.println(change(
                        "a request takes longer by " + what + ", mean",
                        with.before().times().mean() - without.before().times().mean(),
                        with.now().times().mean() - without.now().times().mean())
                + " (ms)");
    }

    private static String change(String what, double before, double now) {
        String figures = String.format(Locale.ROOT, "%s %.3f before, %.3f now", what, before, now);
        // A cost below nothing is noise, and no share of it says anything.
        return before <= 0 ? figures : figures + String.format(Locale.ROOT, " (%+.0f %%)", 100 * (now / before - 1));
    }

    private static void close(Deque<AutoCloseable> started) throws IOException {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                throw new IOException("a process of the benchmark could not be ended", e);
            }
        }
    }
}
