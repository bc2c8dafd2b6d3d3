package io.tollgate.server.metrics;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.PoolUse;
import io.tollgate.server.http.ConnectionBounds;
import io.tollgate.server.settings.MetricsSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A node's measuring without a server around it; ticks when told.
final class Measured {
    static final MetricsSettings.Alerts ALERTS = new MetricsSettings.Alerts(
            Duration.ofSeconds(1), 1, 500L << 20, 100, Duration.ofMillis(50), Duration.ofSeconds(30),
            Duration.ofSeconds(60));
    static final MetricsSettings.Scaling SCALING =
            new MetricsSettings.Scaling(100, 100, 1_000, 10_000, 100, 100, 80, Duration.ofMinutes(5));

    final Meters meters = new Meters(new SecureRandom());
    final AtomicLong hashes = new AtomicLong();
    final History history;
    final PerformanceRules alerts = new PerformanceRules(ALERTS);
    final ScalingAdvice scaling;
    final Collector collector;

    Measured(String node, ManualClock clock, History history) {
        this.history = history;
        scaling = new ScalingAdvice(SCALING, clock.instant());
        NodeSources sources = new NodeSources(
                hashes::get,
                () -> 0,
                () -> 0,
                () -> new ConnectionBounds.Refusals(0, 0, 0),
                () -> new PoolUse(0, 0, 0), Optional::empty, () -> 0,
                Optional::empty);
        collector = new Collector(
                node,
                meters,
                new SystemProbe(sources, () -> 0, System::nanoTime),
                hashes::get,
                history,
                alerts,
                scaling,
                clock);
    }
}
