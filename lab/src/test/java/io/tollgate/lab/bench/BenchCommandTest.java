package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
}
