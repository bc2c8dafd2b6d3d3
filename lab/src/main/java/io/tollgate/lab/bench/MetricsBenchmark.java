package io.tollgate.lab.bench;

import io.tollgate.lab.result.SwitchCost;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;

/// What measuring costs: throughput of the same requests on two servers with all layers of the guard, of which one records
/// nothing and has no collector.
final class MetricsBenchmark {
    private static final String OFF = "-Dtollgate.metrics=off";

    private MetricsBenchmark() {}

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        try (ServerProcess off = ServerProcess.start(OFF, GuardBenchmark.ALL_LAYERS);
                ServerProcess on = ServerProcess.start("", GuardBenchmark.ALL_LAYERS)) {
            ThroughputPairs pairs = ThroughputPairs.measure(off, on, runs, "on/off");
            pairs.print("collector off", "collector on");
            result.bottleneck("metrics", pairs.bottleneck());
            result.metrics(new SwitchCost(pairs.without(), pairs.with(), pairs.ratio()));
        }
    }
}
