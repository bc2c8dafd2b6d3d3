package io.tollgate.server.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.AbstractHistogram;

/// What happened over several minutes, as JSON shows it.
final class PeriodViews {
    private static final int FEW = 5;

    private PeriodViews() {}

    record Summary(
            Instant from,
            Instant to,
            long nodes,
            SummaryRequests requests,
            Figures.Latency latency,
            Figures.RedisByOperation redis,
            Figures.Database database,
            SummaryGuard guard,
            Figures.Errors errors,
            long peers,
            long passwordHashes,
            List<NamedEndpoint> busiest,
            List<NamedEndpoint> slowest) {}

    record SummaryRequests(long total, long successful, long failed, double errorRate, double perMinute) {}

    record SummaryGuard(long allowed, long limited, long banned, Map<String, Long> limitedBy) {}

    record NamedEndpoint(String endpoint, long count, double mean, double p95) {

        private static NamedEndpoint of(String name, Rollup.Endpoint endpoint) {
            Figures.EndpointFigures figures = Figures.EndpointFigures.of(endpoint);
            return new NamedEndpoint(name, figures.count(), figures.mean(), figures.p95());
        }
    }

    record Endpoints(Instant from, Instant to, List<EndpointDetail> endpoints) {}

    record EndpointDetail(
            String endpoint,
            long count,
            long errors,
            Map<String, Long> statuses,
            double mean,
            double min,
            double p50,
            double p95,
            double p99,
            double max) {

        private static EndpointDetail of(String name, Rollup.Endpoint endpoint) {
            Map<String, Long> statuses = new TreeMap<>();
            endpoint.statuses().forEach((status, count) ->
                    statuses.put(status == EndpointMeter.ABORTED ? Tally.ABORTED : status.toString(), count));
            long errors = endpoint.statuses().entrySet().stream()
                    .filter(status -> status.getKey() == EndpointMeter.ABORTED || status.getKey() >= 500)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            AbstractHistogram histogram = endpoint.latency();
            Figures.Latency latency = Figures.Latency.of(histogram);
            return new EndpointDetail(
                    name,
                    endpoint.count(),
                    errors,
                    statuses,
                    latency.mean(),
                    latency.min(),
                    latency.p50(),
                    latency.p95(),
                    latency.p99(),
                    latency.max());
        }
    }

    static Summary summary(Instant from, Instant to, long nodes, Rollup all) {
        Tally totals = all.totals();
        Figures.Requests requests = Figures.Requests.of(totals);
        Figures.Guard guard = Figures.Guard.of(totals);
        // At least a second, so that what just began is no rate without a bound.
        double minutes = Math.max(1, Duration.between(from, to).toSeconds()) / 60.0;
        List<NamedEndpoint> endpoints = all.endpoints().entrySet().stream()
                .map(endpoint -> NamedEndpoint.of(endpoint.getKey(), endpoint.getValue()))
                .filter(endpoint -> endpoint.count() > 0)
                .toList();
        return new Summary(
                from,
                to,
                nodes,
                new SummaryRequests(
                        requests.total(),
                        requests.successful(),
                        requests.failed(),
                        requests.errorRate(),
                        Figures.rounded(requests.total() / minutes)),
                Figures.Latency.of(totals.latency()),
                Figures.RedisByOperation.of(all),
                Figures.Database.of(totals),
                new SummaryGuard(guard.allowed(), guard.limited(), guard.banned(), totals.limited()),
                Figures.Errors.of(totals),
                DistinctAddresses.estimate(all.peers()),
                totals.passwordHashes(),
                first(endpoints, Comparator.comparingLong(NamedEndpoint::count)),
                first(endpoints, Comparator.comparingDouble(NamedEndpoint::p95)));
    }

    private static List<NamedEndpoint> first(List<NamedEndpoint> endpoints, Comparator<NamedEndpoint> ascending) {
        return endpoints.stream().sorted(ascending.reversed()).limit(FEW).toList();
    }

    static Endpoints endpoints(Instant from, Instant to, Rollup all) {
        return new Endpoints(
                from,
                to,
                all.endpoints().entrySet().stream()
                        .map(endpoint -> EndpointDetail.of(endpoint.getKey(), endpoint.getValue()))
                        .sorted(Comparator.comparingLong(EndpointDetail::count).reversed())
                        .toList());
    }
}
