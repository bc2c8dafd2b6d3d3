package io.tollgate.lab;

import io.tollgate.lab.bench.Benchmark;
import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.scenario.Scenario;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `lab list`: what can be measured.
@Command(name = "list", description = "Lists scenarios and benchmarks, a sentence each.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println("Scenarios (lab run NAME):");
        for (Scenario scenario : Catalogue.all()) {
            System.out.printf("  %-17s %s%n", scenario.name(), scenario.description());
        }
        System.out.println("Benchmarks (lab bench NAME):");
        for (Benchmark benchmark : Benchmark.values()) {
            System.out.printf("  %-17s %s%n", benchmark.text(), benchmark.description());
        }
        return CommandLine.ExitCode.OK;
    }
}
