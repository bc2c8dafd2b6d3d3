package io.tollgate.lab.bench;

import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.SwitchCost;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;

/// What the cache of hot data brings: throughput of a list of twenty files, on two servers with all layers of the guard.
final class CacheBenchmark {
    private static final int FILES = 20;

    private CacheBenchmark() {}

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        try (ServerProcess off = ServerProcess.start("", with("false"));
                ServerProcess on = ServerProcess.start("", with("true"));
                HttpClient client = HttpClient.newHttpClient()) {
            LabAccount.uploadFiles(client, off.uri(), FILES);
            LabAccount.uploadFiles(client, on.uri(), FILES);
            ThroughputPairs pairs = ThroughputPairs.measure(off, on, runs, "on/off");
            pairs.print("cache off", "cache on");
            result.bottleneck("cache", pairs.bottleneck());
            result.cache(new SwitchCost(pairs.without(), pairs.with(), pairs.ratio()));
        }
    }

    private static String[] with(String cache) {
        List<String> options = new ArrayList<>(List.of(GuardBenchmark.ALL_LAYERS));
        options.addAll(List.of("--cache.enabled", cache));
        return options.toArray(String[]::new);
    }
}
