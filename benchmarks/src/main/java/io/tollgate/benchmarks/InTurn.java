package io.tollgate.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs benchmarks of which each iteration measures another thing, see [Turns], and prints what JMH would throw together:
/// each thing's median, and round by round how it compares to the first. Takes the options of JMH.
///
/// ```
/// java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' io.tollgate.benchmarks.InTurn PoolSizeBenchmark
/// ```
public final class InTurn {

    private InTurn() {}

    /// @param args as of JMH's own main class; the numbers of iterations are multiples of the number of turns
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        results.forEach(InTurn::print);
    }

    private static void print(RunResult run) {
        BenchmarkParams params = run.getParams();
        List<String> names = Turns.names(params.getParam(Turns.PARAMETER));
        int turns = names.size();
        if (params.getWarmup().getCount() % turns != 0 || params.getMeasurement().getCount() % turns != 0) {
            throw new IllegalArgumentException("with %d turns, the numbers of iterations must be multiples of it".formatted(turns));
        }
        System.out.printf(
                Locale.ROOT,
                "%n%s %s, %s: median (min to max), and over %s round by round%n",
                params.getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"),
                params.getParamsKeys().stream()
                        .filter(key -> !key.equals(Turns.PARAMETER))
                        .map(key -> key + " " + params.getParam(key))
                        .collect(Collectors.joining(", ")),
                run.getPrimaryResult().getScoreUnit(),
                names.getFirst());
        double[] first = scores(run, 0, turns);
        for (int turn = 0; turn < turns; turn++) {
            double[] scores = scores(run, turn, turns);
            double[] ratios = IntStream.range(0, scores.length).mapToDouble(i -> scores[i] / first[i]).toArray();
            System.out.printf("%10s  %s  %s%n", names.get(turn), spread(scores, "%,9.0f"), spread(ratios, "%.2f"));
        }
    }

    /// Of the iterations of one turn, in the order of the rounds.
    private static double[] scores(RunResult run, int turn, int turns) {
        return run.getBenchmarkResults().stream()
                .flatMap(fork -> ofTurn(List.copyOf(fork.getIterationResults()), turn, turns))
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
    }

    private static Stream<IterationResult> ofTurn(List<IterationResult> iterations, int turn, int turns) {
        return IntStream.range(0, iterations.size()).filter(i -> i % turns == turn).mapToObj(iterations::get);
    }

    private static String spread(double[] values, String format) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return (format + " (" + format + " to " + format + ")")
                .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
