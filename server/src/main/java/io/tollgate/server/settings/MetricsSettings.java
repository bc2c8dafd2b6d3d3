package io.tollgate.server.settings;

import java.time.Duration;
import java.util.Optional;

/// What is measured is shown to whom, and from where on it is too much.
///
/// @param isPublic whether `/metrics` answers
/// @param node     the name of this node; empty for host name and port
public record MetricsSettings(boolean isPublic, Optional<String> node, Alerts alerts, Scaling scaling) {

    /// Limits above which an alert is raised.
    ///
    /// @param errorRate in percent
    /// @param rss       in bytes
    /// @param cpu       in percent of the machine
    /// @param hold      how long it must be too much
    /// @param clear     how long it must have been no more
    public record Alerts(
            Duration p99,
            double errorRate,
            long rss,
            double cpu,
            Duration redisLatency,
            Duration hold,
            Duration clear) {}

    /// Limits above which more nodes, or a larger one, are advised. Shares in percent.
    ///
    /// @param cpu               of the machine, for another node
    /// @param memory            of heap or machine, for another node
    /// @param upMemory          the same, for more memory
    /// @param upCpu             for another core
    /// @param redisMemory       of `maxmemory`
    /// @param sustained         how long shares must be exceeded
    public record Scaling(
            double cpu,
            double memory,
            int connections,
            int requestsPerMinute,
            double upMemory,
            double upCpu,
            double redisMemory,
            Duration sustained) {}

    static MetricsSettings from(SettingsReader in) {
        return new MetricsSettings(
                in.flag("metrics.public"),
                in.optional("metrics.node"),
                new Alerts(
                        in.duration("performance.alerts.latency"),
                        in.percent("performance.alerts.error-rate"),
                        in.size("performance.alerts.rss"),
                        in.percent("performance.alerts.cpu"),
                        in.duration("performance.alerts.redis-latency"),
                        in.duration("performance.alerts.hold"),
                        in.duration("performance.alerts.clear")),
                new Scaling(
                        in.percent("scaling.cpu"),
                        in.percent("scaling.memory"),
                        in.integer("scaling.connections", 1),
                        in.integer("scaling.requests-per-minute", 1),
                        in.percent("scaling.up-memory"),
                        in.percent("scaling.up-cpu"),
                        in.percent("scaling.redis-memory"),
                        in.duration("scaling.sustained")));
    }
}
