package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What each part of the guard costs alone, in its process and without HTTP.
final class ComponentsBenchmark {
    private static final List<String> OF_A_REQUEST = List.of("eventLog", "detection", "rateLimit", "reputation");

    private ComponentsBenchmark() {}

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        JmhRun run = JmhRun.of(effort, "GuardPartsBenchmark", "AlertBenchmark");
        Map<String, Summary> components = new LinkedHashMap<>();
        OF_A_REQUEST.forEach(part -> run.summary("GuardPartsBenchmark." + part).ifPresent(found -> components.put(part, found)));
        run.summary("AlertBenchmark.store", Map.of("batch", "LOGINS")).ifPresent(found -> components.put("alerts", found));
        run.summary("GuardPartsBenchmark.all").ifPresent(found -> components.put("all", found));
        run.summary("AlertBenchmark.store", Map.of("batch", "BANS"))
                .ifPresent(found -> components.put("alerts, 1 % bans", found));
        result.components(components);
        result.note("Components: what the guard adds to a login, without the hash and the database; alerts are per event, in the "
                + "writer's transaction and not on the way of a request, so all is the four others.");
        components.forEach((part, summary) -> System.out.printf("%-20s %s%n", part, summary.line("iterations")));
        dearest(components).ifPresent(found -> result.bottleneck("components", found));
    }

    private static Optional<Bottleneck> dearest(Map<String, Summary> components) {
        Summary all = components.get("all");
        return OF_A_REQUEST.stream()
                .filter(components::containsKey)
                .max((a, b) -> Double.compare(components.get(a).p50(), components.get(b).p50()))
                .filter(_ -> all != null)
                .map(part -> new Bottleneck(
                        part,
                        String.format(
                                Locale.ROOT,
                                "the dearest part, %,.0f ns; all together take %,.0f ns",
                                components.get(part).p50(),
                                all.p50())));
    }
}
