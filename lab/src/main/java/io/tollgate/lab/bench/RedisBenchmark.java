package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How long commands of Redis take, what it saves to ask for several values at once, and whether compressing values pays.
final class RedisBenchmark {
    private static final List<Integer> SIZES = List.of(100, 1_024, 8_192, 65_536);

    private RedisBenchmark() {}

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        JmhRun run = JmhRun.of(effort, "RedisOperationBenchmark", "RedisValueBenchmark");
        Map<String, Summary> operations = new LinkedHashMap<>();
        for (String command : List.of("get", "set", "del", "multi")) {
            put(operations, command, run, command);
        }
        put(operations, "before", run, "tenReads");
        put(operations, "after", run, "tenReadsOneCommand");
        put(operations, "ten reads pipelined", run, "tenReadsPipelined");
        put(operations, "ten reads by one script", run, "tenReadsOneScript");
        for (int bytes : SIZES) {
            put(operations, run, bytes, "PLAIN", "write and read %,d B");
            put(operations, run, bytes, "DEFLATED", "write and read %,d B deflated");
        }
        result.redisOperations(operations);
        result.note("Redis: before is ten values read one by one, after the same by one MGET; one caller, Redis on the same "
                + "machine.");
        operations.forEach((name, summary) -> System.out.printf("%-32s %s%n", name, summary.line("calls")));
        result.bottleneck("redis", bottleneck(operations.get("before"), operations.get("after")));
    }

    private static void put(Map<String, Summary> operations, String name, JmhRun run, String benchmark) throws IOException {
        operations.put(name, run.summary("RedisOperationBenchmark." + benchmark));
    }

    private static void put(Map<String, Summary> operations, JmhRun run, int bytes, String form, String name)
            throws IOException {
        operations.put(
                String.format(Locale.ROOT, name, bytes),
                run.summary("RedisValueBenchmark.writeAndRead", Map.of("bytes", String.valueOf(bytes), "form", form)));
    }

    private static Bottleneck bottleneck(Summary before, Summary after) {
        return new Bottleneck(
                "the way there and back",
                String.format(
                        Locale.ROOT,
                        "ten values one by one take %.0f \u00b5s, by one command %.0f \u00b5s, %.1f times less",
                        before.p50(),
                        after.p50(),
                        before.p50() / after.p50()));
    }
}
