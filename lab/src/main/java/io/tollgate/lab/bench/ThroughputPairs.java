package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Locale;

/// Throughput of `GET /api/files` on two servers that differ in one thing, driven in turn ([Pairs]).
///
/// @param ratio with over without, pair by pair
record ThroughputPairs(Summary without, Summary with, Summary ratio, Bottleneck bottleneck) {
    private static final int CONNECTIONS = 8;
    private static final Duration SLICE = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final String PATH = "/api/files";

    static ThroughputPairs measure(ServerProcess without, ServerProcess with, int pairs, String ratioName)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Request toWithout = Request.get(PATH).as(LabAccount.logIn(client, without.uri()));
            Request toWith = Request.get(PATH).as(LabAccount.logIn(client, with.uri()));
            drive(without, toWithout, WARM_UP);
            drive(with, toWith, WARM_UP);
            CpuWatch cpu = CpuWatch.start(without, with);
            Pairs measured = Pairs.measure(
                    () -> drive(without, toWithout, SLICE), () -> drive(with, toWith, SLICE), pairs, "requests/s", ratioName);
            return new ThroughputPairs(measured.first(), measured.second(), measured.ratio(), cpu.bottleneck());
        }
    }

    /// @return requests answered per second
    private static double drive(ServerProcess server, Request request, Duration duration)
            throws IOException, InterruptedException {
        return ClosedLoop.drive(server.uri(), request, CONNECTIONS, duration).perSecond();
    }

    void print(String withoutName, String withName) {
        System.out.printf(Locale.ROOT, "GET /api/files, %-14s %s%n", withoutName + ":", without.line());
        System.out.printf(Locale.ROOT, "GET /api/files, %-14s %s%n", withName + ":", with.line());
        System.out.printf(Locale.ROOT, "%s, pair by pair: median %.3f, from %.3f to %.3f%n",
                ratio.unit(), ratio.p50(), ratio.min(), ratio.max());
    }
}
