package io.tollgate.server;

import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.metrics.PerformanceRules;
import io.tollgate.server.metrics.PerformanceRules.Active;
import io.tollgate.server.node.Node;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Passes on what is too much to those who send alerts, on a thread of its own: the one that measures must not wait for the
/// database.
final class PerformanceNotices implements PerformanceRules.Listener, AutoCloseable {
    /// An alert that nobody reports for ten minutes ends by itself.
    private static final long RENEWAL_MINUTES = 3;
    private static final long STOPS_WITHIN_SECONDS = 2;

    private final PerformanceRules measured;
    private final AlertModule alerts;
    private final String node;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("performance-notices").factory());

    /// @param node name of this node: several nodes have their troubles each for itself
    PerformanceNotices(PerformanceRules measured, AlertModule alerts, String node) {
        this.measured = measured;
        this.alerts = alerts;
        this.node = node;
    }

    /// What an earlier process of this name said no longer counts.
    void start() {
        end(node, "the node was started anew");
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

    /// A node that is no more says nothing about its figures.
    void lost(Node other) {
        end(other.id(), "the node was last seen at " + other.lastSeen());
    }

    private void end(String of, String why) {
        executor.execute(() -> measured.figures().forEach(figure -> alerts.performanceUnknown(named(figure, of), why)));
    }

    private static String named(String figure, String node) {
        return figure + " on " + node;
    }

    private void report(Active alert, double value, boolean active) {
        String name = named(alert.name() + " in " + alert.unit(), node);
        executor.execute(() -> alerts.performance(name, value, alert.limit(), active, alert.since()));
    }

    private void renew() {
        measured.active().forEach(this::raised);
    }

    @Override
    public void close() {
        end(node, "the node was stopped");
        executor.shutdown();
        try {
            // A database that is away must not hold up the end: the alerts then end by themselves.
            executor.awaitTermination(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
