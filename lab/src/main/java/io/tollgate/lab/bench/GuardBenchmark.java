package io.tollgate.lab.bench;

import io.tollgate.lab.result.GuardCost;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.server.Plenty;
import io.tollgate.lab.server.RedisProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What the guard costs: throughput of the same requests on two servers that differ only in `guard.layers`. Limits are set so
/// high that nothing is refused; they are counted all the same.
final class GuardBenchmark {
    static final String[] NO_LAYERS = {"--guard.layers", "none"};
    static final String[] ALL_LAYERS = {
        "--guard.layers", "all", "--guard.limits.files", Plenty.LIMIT, "--guard.limits.default", Plenty.LIMIT
    };

    private GuardBenchmark() {}

    /// With windows on Redis.
    static String[] allLayersOn(RedisProcess redis) {
        List<String> options = new ArrayList<>(List.of(ALL_LAYERS));
        options.addAll(List.of("--redis.url", redis.url()));
        return options.toArray(String[]::new);
    }

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        try (ServerProcess without = ServerProcess.start("", NO_LAYERS);
                ServerProcess with = ServerProcess.start("", ALL_LAYERS)) {
            ThroughputPairs pairs = ThroughputPairs.measure(without, with, runs, "all/none");
            pairs.print("no layers", "all layers");
            result.bottleneck("guard", pairs.bottleneck());
            result.guard(new GuardCost(pairs.without(), pairs.with(), pairs.ratio()));
        }
    }
}
