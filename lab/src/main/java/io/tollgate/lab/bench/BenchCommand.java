package io.tollgate.lab.bench;

import io.tollgate.lab.report.HtmlReport;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lab bench [NAME...]`: runs benchmarks, all of them when none is named, and writes `result.json`.
@Command(name = "bench", description = "Runs benchmarks, all when none is named.", mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "what to measure; see lab list")
    private List<String> names = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the result (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("lab-results");

    @Option(names = "--runs", paramLabel = "N", description = "runs of each kind (default: ${DEFAULT-VALUE})")
    private int runs = 5;

    @Option(names = "--full", description = "take longer for steadier figures")
    private boolean full;

    @Option(names = "--before", paramLabel = "DIR", description = "a built checkout of another version, for `versions`")
    private @Nullable Path before;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Benchmark> benchmarks = new ArrayList<>();
        for (String name : names) {
            Optional<Benchmark> benchmark = Benchmark.parse(name);
            if (benchmark.isEmpty()) {
                System.err.println("tollgate lab: there is no benchmark " + name + "; see lab list");
                return CommandLine.ExitCode.USAGE;
            }
            benchmarks.add(benchmark.get());
        }
        if (runs < 1 || runs > 100) {
            System.err.println("tollgate lab: --runs must be from 1 to 100");
            return CommandLine.ExitCode.USAGE;
        }
        if (benchmarks.contains(Benchmark.VERSIONS) && before == null) {
            System.err.println("tollgate lab: versions needs --before DIR");
            return CommandLine.ExitCode.USAGE;
        }
        Effort effort = new Effort(runs, full);
        ResultBuilder result = new ResultBuilder(Environment.current().withCommand(typed()));
        boolean complete = runAll(
                benchmarks.isEmpty() ? all() : benchmarks,
                benchmark -> run(benchmark, effort, result),
                result,
                () -> write(result.build()));
        System.out.println("Written to " + out.resolve(ResultFile.NAME) + " and " + out.resolve(HtmlReport.NAME));
        return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<String> typed() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    /// Measures something.
    interface Measurement {
        void of(Benchmark benchmark) throws IOException, InterruptedException;
    }

    /// Writes what there is.
    interface Writing {
        void write() throws IOException;
    }

    /// What one benchmark measured took minutes, and is kept whatever becomes of the next.
    ///
    /// @return whether all is there that was to be measured
    static boolean runAll(
            List<Benchmark> benchmarks, Measurement measurement, ResultBuilder result, Writing writing)
            throws IOException, InterruptedException {
        for (Benchmark benchmark : benchmarks) {
            try {
                measurement.of(benchmark);
            } catch (IOException | RuntimeException e) {
                result.leftOut("The benchmark " + benchmark.text() + " failed and was left out.");
                System.err.println("tollgate lab: " + benchmark.text() + ": " + e.getMessage());
            }
            writing.write();
        }
        return !result.isIncomplete();
    }

    private void write(Result result) throws IOException {
        Path file = ResultFile.write(result, out);
        HtmlReport.write(result, file.resolveSibling(HtmlReport.NAME));
    }

    private List<Benchmark> all() {
        return Stream.of(Benchmark.values())
                .filter(benchmark -> benchmark != Benchmark.VERSIONS || before != null)
                .toList();
    }

    private void run(Benchmark benchmark, Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        switch (benchmark) {
            case STARTUP -> StartupBenchmark.run(effort.runs(), result);
            case MEMORY -> MemoryBenchmark.run(result);
            case GUARD -> GuardBenchmark.run(effort.runs(), result);
            case CACHE -> CacheBenchmark.run(effort.runs(), result);
            case METRICS -> MetricsBenchmark.run(effort.runs(), result);
            case LATENCY -> LatencyBenchmark.run(effort, result);
            case RATES -> RatesBenchmark.run(effort, result);
            case COMPONENTS -> ComponentsBenchmark.run(effort, result);
            case REDIS -> RedisBenchmark.run(effort, result);
            case HTTP -> HttpBenchmark.run(effort.runs(), result);
            case LOGIN -> LoginBenchmark.run(effort, result);
            case EVENTS -> EventsBenchmark.run(effort, result);
            case VERSIONS -> VersionsBenchmark.run(Objects.requireNonNull(before), effort.runs(), result);
        }
    }
}
