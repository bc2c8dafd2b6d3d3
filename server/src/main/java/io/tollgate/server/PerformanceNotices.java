package io.tollgate.server;

import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.metrics.PerformanceAlerts;
import io.tollgate.server.metrics.PerformanceAlerts.Active;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Passes on what is too much to those who send alerts, on a thread of its own: the one that measures must not wait for the
/// database.
final class PerformanceNotices implements PerformanceAlerts.Listener, AutoCloseable {
    /// An alert that nobody reports for ten minutes ends by itself.
    private static final long RENEWAL_MINUTES = 3;

    private final PerformanceAlerts measured;
    private final AlertModule alerts;
    private final String node;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("performance-notices").factory());

    /// @param node name of this node: several nodes have their troubles each for itself
    PerformanceNotices(PerformanceAlerts measured, AlertModule alerts, String node) {
        this.measured = measured;
        this.alerts = alerts;
        this.node = node;
    }

    void start() {
        measured.listen(this);
        executor.scheduleWithFixedDelay(this::renew, RENEWAL_MINUTES, RENEWAL_MINUTES, TimeUnit.MINUTES);
    }

    @Override
    public void raised(Active alert) {
        report(alert, alert.value(), true);
    }

    @Override
    public void cleared(Active alert, double value, Instant at) {
        report(alert, value, false);
    }

    private void report(Active alert, double value, boolean active) {
        String name = "%s in %s on %s".formatted(alert.name(), alert.unit(), node);
        executor.execute(() -> alerts.performance(name, value, alert.limit(), active, alert.since()));
    }

    private void renew() {
        measured.active().forEach(this::raised);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
