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
        List.of("get", "set", "del", "multi").forEach(name -> put(operations, name, run, name));
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
        Summary before = operations.get("before");
        Summary after = operations.get("after");
        if (before != null && after != null) {
            result.bottleneck("redis", bottleneck(before, after));
        }
    }

    private static void put(Map<String, Summary> operations, String name, JmhRun run, String benchmark) {
        run.summary("RedisOperationBenchmark." + benchmark).ifPresent(found -> operations.put(name, found));
    }

    private static void put(Map<String, Summary> operations, JmhRun run, int bytes, String form, String name) {
        run.summary("RedisValueBenchmark.writeAndRead", Map.of("bytes", String.valueOf(bytes), "form", form))
                .ifPresent(found -> operations.put(String.format(Locale.ROOT, name, bytes), found));
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
