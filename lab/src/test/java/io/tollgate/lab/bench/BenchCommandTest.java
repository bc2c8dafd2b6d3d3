package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.ResultBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

    @Test
    void unknownBenchmarkIsExitCode2() {
        assertThat(new CommandLine(new BenchCommand()).execute("speed")).isEqualTo(2);
    }

    @Test
    void runsAreBounded() {
        assertThat(new CommandLine(new BenchCommand()).execute("--runs", "0")).isEqualTo(2);
        assertThat(new CommandLine(new BenchCommand()).execute("--runs", "101")).isEqualTo(2);
    }

    @Test
    void versionsNeedAnotherCheckout() {
        assertThat(new CommandLine(new BenchCommand()).execute("versions")).isEqualTo(2);
    }

    @Test
    void everyBenchmarkIsFoundByItsName() {
        for (Benchmark benchmark : Benchmark.values()) {
            assertThat(Benchmark.parse(benchmark.text())).contains(benchmark);
        }
    }

    @Test
    void oneThatFailsKeepsTheResultsOfTheOthers() throws Exception {
        ResultBuilder result = new ResultBuilder(Environment.current());
        List<Integer> notesWhenWritten = new ArrayList<>();
        boolean complete = BenchCommand.runAll(
                List.of(Benchmark.STARTUP, Benchmark.MEMORY, Benchmark.GUARD),
                benchmark -> {
                    if (benchmark == Benchmark.STARTUP) {
                        throw new UncheckedIOException("a folder could not be removed", new IOException());
                    }
                    result.note(benchmark.text());
                },
                result,
                () -> notesWhenWritten.add(result.build().notes().size()));

        assertThat(complete).isFalse();
        assertThat(result.build().notes())
                .containsExactly("The benchmark startup failed and was left out.", "memory", "guard");
        assertThat(notesWhenWritten).containsExactly(1, 2, 3);
    }

    @Test
    void resultThatLacksAPartIsIncompleteThoughNothingFailed() throws Exception {
        List<Benchmark> benchmarks = List.of(Benchmark.EVENTS);
        ResultBuilder result = new ResultBuilder(Environment.current());

        assertThat(BenchCommand.runAll(benchmarks, _ -> result.note("fine"), result, () -> {})).isTrue();
        assertThat(BenchCommand.runAll(benchmarks, _ -> result.leftOut("no PostgreSQL"), result, () -> {})).isFalse();
    }
}
