package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.RequestLatency;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.LabAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Latency of a request with more and more layers of the guard: four servers that differ in `guard.layers` and nothing else
/// live at once and are asked one after the other, round by round, over one connection, so that a time is that of the work
/// and not of a queue. Limits are so high that nothing is refused; they are counted all the same.
final class LatencyBenchmark {
    private static final String FILES = "GET /api/files";
    private static final String LOGIN = "POST /api/auth/login";
    private static final Map<String, String> LAYERS = layers();

    private LatencyBenchmark() {}

    private static Map<String, String> layers() {
        Map<String, String> layers = new LinkedHashMap<>();
        layers.put("none", "none");
        layers.put("events", "events");
        layers.put("events, detection", "events,detection");
        layers.put("all", "all");
        return layers;
    }

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        try (ServerRow servers = ServerRow.start(LAYERS.values())) {
            Map<String, RequestLatency> latencies = new LinkedHashMap<>();
            Duration slice = effort.slice();
            latencies.put(FILES, measure(servers, FILES, token -> Request.get("/api/files").as(token), effort, slice));
            double cpuOfFiles = servers.cpuShare();
            latencies.put(LOGIN, measure(servers, LOGIN, _ -> LabAccount.login(), effort, slice));
            RequestLatency files = latencies.get(FILES);
            result.requestLatency(new RequestLatency(
                    files.baseline(),
                    files.withLogging(),
                    files.withDetection(),
                    files.withLimiting(),
                    files.overhead(),
                    latencies));
            result.bottleneck("latency", bottleneck(files, latencies.get(LOGIN), cpuOfFiles));
        }
    }

    private static RequestLatency measure(
            ServerRow servers, String name, ServerRow.RequestOf request, Effort effort, Duration slice)
            throws IOException, InterruptedException {
        servers.warmUp(request, effort.longestWarmUp());
        Rounds rounds = servers.measure(request, effort.runs(), slice);
        RequestLatency latency = new RequestLatency(
                rounds.summary(0), rounds.summary(1), rounds.summary(2), rounds.summary(3), rounds.overhead(3, 0), null);
        int i = 0;
        for (String layers : LAYERS.keySet()) {
            System.out.printf(
                    Locale.ROOT, "%-22s layers %-18s %s%n", name, layers, rounds.summary(i++).line("requests"));
        }
        System.out.printf(
                Locale.ROOT,
                "%-22s all over none, round by round: %s%n",
                name,
                latency.overhead().line("rounds"));
        return latency;
    }

    /// What of a login is the hash this does not measure.
    private static Bottleneck bottleneck(RequestLatency files, RequestLatency login, double cpu) {
        double times = login.baseline().p50() / files.baseline().p50();
        return new Bottleneck(
                times > 1 ? "login" : "none",
                String.format(
                        Locale.ROOT,
                        "a login, which hashes a password, takes %.0f times as long as a list of files (%.1f ms against %.2f ms); "
                                + "all layers add %s to a list of files, during which the servers used %.0f %% of the machine",
                        times,
                        login.baseline().p50(),
                        files.baseline().p50(),
                        added(files),
                        cpu * 100));
    }

    private static String added(RequestLatency latency) {
        Summary overhead = latency.overhead();
        return overhead.min() <= 0 && overhead.max() >= 0
                ? "less than the noise of these rounds"
                : String.format(Locale.ROOT, "%.0f %%", overhead.p50() / latency.baseline().p50() * 100);
    }
}
