package io.tollgate.lab.bench;

import java.util.Locale;
import java.util.Optional;

/// What `lab bench` measures.
public enum Benchmark {
    STARTUP("Time from the start of the process to its first answer, with the ahead-of-time cache and without."),
    MEMORY("Resident memory after the start, after 10,000 requests and after as many again."),
    GUARD("Requests per second of GET /api/files with all layers of the guard over none."),
    CACHE("Requests per second of GET /api/files with the cache of hot data on over off."),
    METRICS("Requests per second of GET /api/files with the collector of metrics on over off."),
    LATENCY("Latency of a list of files and of a login with no layers, logging, detection, and all, in one run."),
    RATES("Response times of GET /api/files at 100 and at 500 requests per second, in the process and on Redis."),
    COMPONENTS("What each part of the guard costs alone: events, detection, limits, reputation, alerts, and all."),
    REDIS("Commands of a Redis, ten values read one by one and at once, values plain and compressed."),
    HTTP("Requests per second, and per core, of GET /api/files over a bare server of the same HTTP library."),
    LOGIN("Logins per second with 1 to 8 callers over what the password hash alone allows."),
    EVENTS("Latency of a login with and without the security log; events stored per second by database."),
    VERSIONS("GET /api/files on the servers of another checkout and of this one; only with --before DIR.");

    private final String description;

    Benchmark(String description) {
        this.description = description;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }

    public static Optional<Benchmark> parse(String text) {
        for (Benchmark benchmark : values()) {
            if (benchmark.text().equals(text)) {
                return Optional.of(benchmark);
            }
        }
        return Optional.empty();
    }
}
