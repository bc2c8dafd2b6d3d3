package io.tollgate.lab;

import java.util.Locale;
import java.util.Optional;

/// What `lab bench` measures.
enum Benchmark {
    STARTUP("Time from the start of the process to its first answer, with the ahead-of-time cache and without."),
    MEMORY("Resident memory after the start, after 10,000 requests and after as many again.");

    private final String description;

    Benchmark(String description) {
        this.description = description;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }

    static Optional<Benchmark> parse(String text) {
        for (Benchmark benchmark : values()) {
            if (benchmark.text().equals(text)) {
                return Optional.of(benchmark);
            }
        }
        return Optional.empty();
    }
}
