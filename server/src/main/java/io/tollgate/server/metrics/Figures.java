package io.tollgate.server.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.AbstractHistogram;

/// The parts that the answers are made of, as JSON shows them. Latencies in milliseconds, rates in percent.
final class Figures {
    private static final double MEGABYTE = 1 << 20;

    private Figures() {}

    record Latency(double mean, double min, double max, double p50, double p95, double p99) {

        static Latency of(AbstractHistogram histogram) {
            return new Latency(
                    Figures.mean(histogram),
                    Latencies.millis(histogram.getMinValue()),
                    Latencies.millis(histogram.getMaxValue()),
                    percentile(histogram, 50),
                    percentile(histogram, 95),
                    percentile(histogram, 99));
        }
    }

    record Requests(long total, long successful, long failed, double errorRate) {

        static Requests of(Tally tally) {
            return new Requests(
                    tally.total(), tally.total() - tally.failed(), tally.failed(), rounded(tally.errorRate()));
        }
    }

    record EndpointFigures(long count, double mean, double p95) {

        static EndpointFigures of(Rollup.Endpoint endpoint) {
            return new EndpointFigures(
                    endpoint.count(), Figures.mean(endpoint.latency()), percentile(endpoint.latency(), 95));
        }
    }

    record Operation(long count, double mean) {}

    record Redis(long operations, double latency, double p99, long errors) {

        static Redis of(Tally tally) {
            return new Redis(
                    tally.redis().getTotalCount(),
                    Figures.mean(tally.redis()),
                    percentile(tally.redis(), 99),
                    tally.redisErrors());
        }
    }

    record RedisByOperation(
            long operations, double latency, double p99, long errors, Map<String, Operation> byOperation) {

        static RedisByOperation of(Rollup rollup) {
            Redis all = Redis.of(rollup.totals());
            Map<String, Operation> byOperation = new TreeMap<>();
            rollup.commands().forEach((name, histogram) ->
                    byOperation.put(name, new Operation(histogram.getTotalCount(), Figures.mean(histogram))));
            return new RedisByOperation(all.operations(), all.latency(), all.p99(), all.errors(), byOperation);
        }
    }

    record Database(long statements, double latency, double p99, long slow) {

        static Database of(Tally tally) {
            return new Database(
                    tally.database().getTotalCount(),
                    Figures.mean(tally.database()),
                    percentile(tally.database(), 99),
                    tally.slowStatements());
        }
    }

    /// @param memory used heap in MB
    /// @param rss    in MB
    record SystemFigures(long memory, long rss, double cpu, long activeConnections, long uptime) {

        static SystemFigures of(SystemTotals totals) {
            return new SystemFigures(
                    megabytes(totals.heap()),
                    megabytes(totals.rss()),
                    rounded(totals.meanCpu()),
                    totals.connections(),
                    totals.uptime());
        }

        /// Of several nodes: the highest of each, but connections together.
        SystemFigures beside(SystemFigures other) {
            return new SystemFigures(
                    Math.max(memory, other.memory),
                    Math.max(rss, other.rss),
                    Math.max(cpu, other.cpu),
                    activeConnections + other.activeConnections,
                    Math.max(uptime, other.uptime));
        }
    }

    record Guard(long allowed, long limited, long banned) {

        static Guard of(Tally tally) {
            long refused = tally.limitedTotal() + tally.banned();
            return new Guard(Math.max(0, tally.total() - refused), tally.limitedTotal(), tally.banned());
        }
    }

    record Errors(long total, Map<String, Long> byType) {

        static Errors of(Tally tally) {
            return new Errors(tally.failed(), Map.copyOf(tally.errors()));
        }
    }

    static Map<String, EndpointFigures> byEndpoint(Rollup rollup) {
        return rollup.endpoints().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        endpoint -> EndpointFigures.of(endpoint.getValue()),
                        (first, _) -> first,
                        TreeMap::new));
    }

    static double mean(AbstractHistogram histogram) {
        return histogram.getTotalCount() == 0 ? 0 : Latencies.millis(histogram.getMean());
    }

    static double percentile(AbstractHistogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : Latencies.millis(histogram.getValueAtPercentile(percentile));
    }

    static long megabytes(long bytes) {
        return Math.round(bytes / MEGABYTE);
    }

    /// To two places, as far as a person looks.
    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
