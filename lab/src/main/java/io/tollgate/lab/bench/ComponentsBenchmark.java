package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What each part of the guard costs alone, in its process and without HTTP.
final class ComponentsBenchmark {
    private static final List<String> OF_A_REQUEST = List.of("eventLog", "detection", "rateLimit", "reputation");

    private ComponentsBenchmark() {}

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        JmhRun run = JmhRun.of(effort, "GuardPartsBenchmark", "AlertBenchmark");
        Map<String, Summary> components = new LinkedHashMap<>();
        for (String part : OF_A_REQUEST) {
            components.put(part, run.summary("GuardPartsBenchmark." + part));
        }
        components.put("alerts", run.summary("AlertBenchmark.store", Map.of("batch", "LOGINS")));
        components.put("all", run.summary("GuardPartsBenchmark.all"));
        components.put("alerts, 1 % bans", run.summary("AlertBenchmark.store", Map.of("batch", "BANS")));
        result.components(components);
        result.note("Components: what the guard adds to a login, without the hash and the database; alerts are per event, in the "
                + "writer's transaction and not on the way of a request, so all is the four others.");
        components.forEach((part, summary) -> System.out.printf("%-20s %s%n", part, summary.line("iterations")));
        result.bottleneck("components", dearest(components));
    }

    private static Bottleneck dearest(Map<String, Summary> components) {
        String part = OF_A_REQUEST.stream()
                .max(Comparator.comparingDouble(each -> components.get(each).p50()))
                .orElseThrow();
        return new Bottleneck(
                part,
                String.format(
                        Locale.ROOT,
                        "the dearest part, %,.0f ns; all together take %,.0f ns",
                        components.get(part).p50(),
                        components.get("all").p50()));
    }
}
