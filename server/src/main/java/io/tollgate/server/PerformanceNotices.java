package io.tollgate.server;

import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.metrics.PerformanceRules;
import io.tollgate.server.metrics.PerformanceRules.Active;
import io.tollgate.server.metrics.PerformanceRules.Standing;
import io.tollgate.server.node.Node;
import java.time.Instant;
import java.util.Optional;
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
        report(alert, alert.value(), Optional.of(alert.since()));
    }

    @Override
    public void cleared(Active alert, double value, Instant at) {
        report(alert, value, Optional.empty());
    }

    /// A node that is no more says nothing about its figures.
    void lost(Node other) {
        end(other.id(), "the node was last seen at " + other.lastSeen());
    }

    private void end(String of, String why) {
        executor.execute(() -> measured.standings()
                .forEach(standing -> alerts.performanceUnknown(named(standing.figure(), of), why)));
    }

    private static String named(String figure, String node) {
        return figure + " on " + node;
    }

    private void report(Active alert, double value, Optional<Instant> overSince) {
        executor.execute(() -> report(alert.standing(value, overSince)));
    }

    private void report(Standing standing) {
        alerts.performance(
                named(standing.figure(), node), standing.value(), standing.limit(), standing.overSince());
    }

    /// What is in order is reported too: else an all-clear that met a database that was away would never be told. At once,
    /// not behind what the rules may find meanwhile.
    void renew() {
        measured.standings().forEach(this::report);
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
