package io.tollgate.lab.bench;

import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ServerProcess;
import io.tollgate.lab.server.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The figures of one run of JMH benchmarks in a process of their own: the lab does not know the code they measure.
final class JmhRun {
    private static final int SHOWN_ON_FAILURE = 2_000;
    private static final String SAMPLED = "sample";
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final List<JsonNode> figures;

    private JmhRun(List<JsonNode> figures) {
        this.figures = figures;
    }

    /// @param classes names of benchmark classes
    /// @throws IOException when any benchmark of them failed: a figure that is silently missing would look like none that is meant
    static JmhRun of(Effort effort, String... classes) throws IOException, InterruptedException {
        return of(effort, Map.of(), classes);
    }

    /// @param parameters that are set instead of all their values being measured
    static JmhRun of(Effort effort, Map<String, String> parameters, String... classes)
            throws IOException, InterruptedException {
        Started started = Started.inThisJvm();
        Path file = started.file("tollgate-jmh", ".json");
        Path log = started.file("tollgate-jmh", ".log");
        try {
            Process process = started.run(new ProcessBuilder(command(effort, file, parameters, classes))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile()));
            try {
                if (process.waitFor() != 0 || Files.size(file) == 0) {
                    throw new IOException("the benchmarks did not run: " + tail(Files.readString(log)));
                }
            } catch (InterruptedException e) {
                started.end(process, STOP_WITHIN);
                throw e;
            }
            return parse(Files.readString(file));
        } finally {
            started.delete(file);
            started.delete(log);
        }
    }

    static List<String> command(Effort effort, Path file, Map<String, String> parameters, String... classes) {
        Path target = ServerProcess.home().resolve("benchmarks/target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp", target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                "org.openjdk.jmh.Main", "\\.(" + String.join("|", classes) + ")\\.",
                "-foe", "true",
                "-rf", "json", "-rff", file.toString(),
                "-f", effort.isFull() ? "3" : "1",
                "-wi", effort.isFull() ? "5" : "2",
                "-w", effort.isFull() ? "2" : "1",
                "-i", String.valueOf(Math.max(3, effort.runs())),
                "-r", effort.isFull() ? "2" : "1"));
        parameters.forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
        return command;
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - SHOWN_ON_FAILURE)).strip();
    }

    static JmhRun parse(String json) {
        List<JsonNode> figures = new ArrayList<>();
        JsonMapper.shared().readTree(json).forEach(figures::add);
        return new JmhRun(figures);
    }

    /// The figures of a benchmark, whose name ends in `name`, with these parameters. Of sampled calls it is the distribution,
    /// of averages it is how the iterations differ.
    ///
    /// @throws IOException when there are none
    Summary summary(String name, Map<String, String> parameters) throws IOException {
        return figures.stream()
                .filter(figure -> figure.at("/benchmark").asString().endsWith("." + name))
                .filter(figure -> parameters.entrySet().stream()
                        .allMatch(entry -> figure.at("/params/" + entry.getKey()).asString("").equals(entry.getValue())))
                .findFirst()
                .map(JmhRun::summary)
                .orElseThrow(() -> new IOException("the benchmarks gave no figure of " + name + " " + parameters));
    }

    Summary summary(String name) throws IOException {
        return summary(name, Map.of());
    }

    private static Summary summary(JsonNode figure) {
        String unit = figure.at("/primaryMetric/scoreUnit").asString().replace("/op", "").replace("us", "\u00b5s");
        if (figure.at("/mode").asString().equals(SAMPLED)) {
            return sampled(figure.at("/primaryMetric"), unit);
        }
        List<Double> iterations = new ArrayList<>();
        figure.at("/primaryMetric/rawData").forEach(fork -> fork.forEach(value -> iterations.add(value.asDouble())));
        return Summary.of(iterations, unit);
    }

    private static Summary sampled(JsonNode metric, String unit) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        metric.at("/scorePercentiles")
                .properties()
                .forEach(entry -> percentiles.put(entry.getKey(), entry.getValue().asDouble()));
        long count = 0;
        for (JsonNode fork : metric.at("/rawDataHistogram")) {
            for (JsonNode iteration : fork) {
                for (JsonNode bucket : iteration) {
                    count += bucket.get(1).asLong();
                }
            }
        }
        return new Summary(
                count,
                metric.at("/score").asDouble(),
                percentiles.getOrDefault("0.0", 0.0),
                percentiles.getOrDefault("100.0", 0.0),
                percentiles.getOrDefault("50.0", 0.0),
                percentiles.getOrDefault("95.0", 0.0),
                percentiles.getOrDefault("99.0", 0.0),
                unit);
    }
}
