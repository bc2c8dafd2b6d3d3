package io.tollgate.lab;

import io.tollgate.lab.bench.Benchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `lab list`: what can be measured.
@Command(name = "list", description = "Lists the benchmarks, a sentence each.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        for (Benchmark benchmark : Benchmark.values()) {
            System.out.printf("%-10s %s%n", benchmark.text(), benchmark.description());
        }
        return CommandLine.ExitCode.OK;
    }
}
