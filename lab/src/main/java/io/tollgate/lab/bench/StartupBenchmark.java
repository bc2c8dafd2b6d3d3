package io.tollgate.lab.bench;

import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Startup;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How long a server takes to its first answer, on an empty folder each time; with the ahead-of-time cache and without in
/// turn, so that a machine that slows down slows both.
final class StartupBenchmark {
    private static final String NO_CACHE = "-XX:AOTMode=off";

    private StartupBenchmark() {}

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        List<Double> withCache = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            withCache.add(measure(""));
            without.add(measure(NO_CACHE));
        }
        Summary cached = Summary.of(withCache, "ms");
        Summary uncached = Summary.of(without, "ms");
        System.out.println("Start to first answer, ahead-of-time cache:    " + cached.line());
        System.out.println("Start to first answer, without:                " + uncached.line());
        result.startup(new Startup(cached, uncached, cached.p50() / uncached.p50()));
    }

    private static double measure(String javaOptions) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(javaOptions)) {
            return server.millisToFirstAnswer();
        }
    }
}
