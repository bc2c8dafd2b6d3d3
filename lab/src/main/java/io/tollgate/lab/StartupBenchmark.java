package io.tollgate.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long a server takes to its first answer, on an empty folder each time; with the ahead-of-time cache and without in
/// turn, so that a machine that slows down slows both.
final class StartupBenchmark {
    private static final String NO_CACHE = "-XX:AOTMode=off";

    private StartupBenchmark() {}

    static Map<String, Object> run(int runs) throws IOException, InterruptedException {
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
        Map<String, Object> startup = new LinkedHashMap<>();
        startup.put("aheadOfTimeCache", cached);
        startup.put("withoutCache", uncached);
        startup.put("ratioOfMedians", cached.p50() / uncached.p50());
        return Map.of("startup", startup);
    }

    private static double measure(String javaOptions) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(javaOptions)) {
            return server.millisToFirstAnswer();
        }
    }
}
