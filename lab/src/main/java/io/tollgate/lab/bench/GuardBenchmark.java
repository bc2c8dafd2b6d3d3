package io.tollgate.lab.bench;

import io.tollgate.lab.result.GuardCost;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.KeepAliveClient;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What the guard costs: throughput of the same requests on two servers that differ only in `guard.layers`, driven in
/// turn, so that whatever else the machine does hits both. Limits are set so high that nothing is refused; they are
/// counted all the same.
final class GuardBenchmark {
    private static final int CONNECTIONS = 8;
    private static final Duration SLICE = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final String PATH = "/api/files";
    private static final String[] NO_LAYERS = {"--guard.layers", "none"};
    private static final String[] ALL_LAYERS = {
        "--guard.layers", "all", "--guard.limits.files", "1000000/1m", "--guard.limits.default", "1000000/1m"
    };

    private GuardBenchmark() {}

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        try (ServerProcess without = ServerProcess.start("", NO_LAYERS);
                ServerProcess with = ServerProcess.start("", ALL_LAYERS);
                HttpClient client = HttpClient.newHttpClient()) {
            String tokenWithout = LabAccount.logIn(client, without.uri());
            String tokenWith = LabAccount.logIn(client, with.uri());
            drive(without.uri(), tokenWithout, WARM_UP);
            drive(with.uri(), tokenWith, WARM_UP);
            List<Double> none = new ArrayList<>();
            List<Double> all = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                none.add(drive(without.uri(), tokenWithout, SLICE));
                all.add(drive(with.uri(), tokenWith, SLICE));
                ratios.add(all.getLast() / none.getLast());
            }
            result.guard(new GuardCost(
                    Summary.of(none, "requests/s"), Summary.of(all, "requests/s"), Summary.of(ratios, "all/none")));
            System.out.println("GET /api/files, no layers:   " + Summary.of(none, "requests/s").line());
            System.out.println("GET /api/files, all layers:  " + Summary.of(all, "requests/s").line());
            System.out.printf("All layers over none, pair by pair: median %.2f%n", Summary.of(ratios, "").p50());
        }
    }

    /// @return requests answered with 200 per second
    private static double drive(URI server, String token, Duration duration)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        long end = began + duration.toNanos();
        try (ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                counts.add(connections.submit(() -> exchangeUntil(end, server, token)));
            }
            long total = 0;
            for (Future<Long> count : counts) {
                total += count.get();
            }
            return total / ((System.nanoTime() - began) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static long exchangeUntil(long end, URI server, String token) throws IOException {
        long count = 0;
        try (KeepAliveClient client = new KeepAliveClient(server, PATH, token)) {
            while (System.nanoTime() < end) {
                int status = client.exchange();
                if (status != 200) {
                    throw new IOException(PATH + " answered " + status);
                }
                count++;
            }
        }
        return count;
    }
}
