package io.tollgate.lab.bench;

import io.tollgate.lab.result.GuardCost;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.PlainRequest;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
            CpuWatch cpu = CpuWatch.start(without, with);
            for (int i = 0; i < runs; i++) {
                none.add(drive(without.uri(), tokenWithout, SLICE));
                all.add(drive(with.uri(), tokenWith, SLICE));
                ratios.add(all.getLast() / none.getLast());
            }
            result.bottleneck("guard", cpu.bottleneck());
            result.guard(new GuardCost(
                    Summary.of(none, "requests/s"), Summary.of(all, "requests/s"), Summary.of(ratios, "all/none")));
            System.out.println("GET /api/files, no layers:   " + Summary.of(none, "requests/s").line());
            System.out.println("GET /api/files, all layers:  " + Summary.of(all, "requests/s").line());
            System.out.printf("All layers over none, pair by pair: median %.2f%n", Summary.of(ratios, "").p50());
        }
    }

    /// @return requests answered per second
    private static double drive(URI server, String token, Duration duration) throws IOException, InterruptedException {
        return ClosedLoop.drive(server, PlainRequest.get(PATH, token), CONNECTIONS, duration).perSecond();
    }
}
