package io.tollgate.lab.bench;

import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Startup;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How long a server takes to its first answer: on an empty folder and again on the same with the ahead-of-time cache, and on
/// an empty one without, in turn, so that a machine that slows down slows all of them.
final class StartupBenchmark {
    private static final String NO_CACHE = "-XX:AOTMode=off";

    private StartupBenchmark() {}

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        List<Double> withCache = new ArrayList<>();
        List<Double> further = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            ServerProcess server = ServerProcess.start("");
            withCache.add(server.millisToFirstAnswer());
            try (ServerProcess again = server.restart()) {
                further.add(again.millisToFirstAnswer());
            }
            try (ServerProcess uncached = ServerProcess.start(NO_CACHE)) {
                without.add(uncached.millisToFirstAnswer());
            }
        }
        Summary cached = Summary.of(withCache, "ms");
        Summary again = Summary.of(further, "ms");
        Summary uncached = Summary.of(without, "ms");
        System.out.println("First start to first answer, ahead-of-time cache:  " + cached.line());
        System.out.println("A further start on the same folder:                " + again.line());
        System.out.println("First start to first answer, without the cache:    " + uncached.line());
        result.startup(new Startup(cached, again, uncached, cached.p50() / uncached.p50()));
    }
}
