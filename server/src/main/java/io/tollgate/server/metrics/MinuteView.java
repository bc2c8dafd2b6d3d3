package io.tollgate.server.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One minute of all nodes, in exactly the documented structure.
record MinuteView(
        Instant timestamp,
        MinuteRequests requests,
        Figures.Latency latency,
        Figures.RedisByOperation redis,
        Figures.Database database,
        Figures.SystemFigures system,
        Figures.Guard guard,
        Figures.Errors errors) {

    record MinuteRequests(
            long total,
            long successful,
            long failed,
            double errorRate,
            Map<String, Figures.EndpointFigures> byEndpoint) {

        private static MinuteRequests of(Rollup rollup) {
            Figures.Requests all = Figures.Requests.of(rollup.totals());
            return new MinuteRequests(
                    all.total(), all.successful(), all.failed(), all.errorRate(), Figures.byEndpoint(rollup));
        }
    }

    /// @param nodes what each did
    static MinuteView of(Instant timestamp, List<Rollup> nodes) {
        Rollup all = new Rollup();
        nodes.forEach(all::add);
        return new MinuteView(
                timestamp,
                MinuteRequests.of(all),
                Figures.Latency.of(all.totals().latency()),
                Figures.RedisByOperation.of(all),
                Figures.Database.of(all.totals()),
                nodes.stream()
                        .map(node -> Figures.SystemFigures.of(node.system()))
                        .reduce(Figures.SystemFigures::beside)
                        .orElseGet(() -> Figures.SystemFigures.of(SystemTotals.NONE)),
                Figures.Guard.of(all.totals()),
                Figures.Errors.of(all.totals()));
    }
}
