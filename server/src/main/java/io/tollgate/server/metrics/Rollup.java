package io.tollgate.server.metrics;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;

/// What one node, or several together, did in a minute or longer. Grows by adding; belongs to one thread.
final class Rollup {
    private final Tally totals = new Tally();
    private final Map<String, Endpoint> endpoints = new TreeMap<>();
    private final Map<String, AbstractHistogram> commands = new TreeMap<>();
    private final byte[] peers = new byte[DistinctAddresses.REGISTERS];
    private SystemTotals system = SystemTotals.NONE;

    /// @param statuses how many ended with each; [EndpointMeter#ABORTED] for those broken off
    record Endpoint(AbstractHistogram latency, Map<Integer, Long> statuses) {

        long count() {
            return statuses.values().stream().mapToLong(Long::longValue).sum();
        }

        private void add(Endpoint other) {
            latency.add(other.latency);
            other.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
        }
    }

    Endpoint endpoint(String name) {
        return endpoints.computeIfAbsent(name, _ -> new Endpoint(Latencies.histogram(), new TreeMap<>()));
    }

    AbstractHistogram command(String name) {
        return commands.computeIfAbsent(name, _ -> Latencies.histogram());
    }

    void add(Rollup other) {
        totals.add(other.totals);
        other.endpoints.forEach((name, endpoint) -> endpoint(name).add(endpoint));
        other.commands.forEach((name, histogram) -> command(name).add(histogram));
        DistinctAddresses.merge(peers, other.peers);
        system = system.plus(other.system);
    }

    void add(SystemTotals reading) {
        system = system.plus(reading);
    }

    Tally totals() {
        return totals;
    }

    Map<String, Endpoint> endpoints() {
        return endpoints;
    }

    Map<String, AbstractHistogram> commands() {
        return commands;
    }

    byte[] peers() {
        return peers;
    }

    SystemTotals system() {
        return system;
    }
}
