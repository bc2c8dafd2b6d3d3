package io.tollgate.server;

import io.tollgate.server.accountmail.EventNotices;
import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.cleanup.Cleanup;
import io.tollgate.server.cleanup.CleanupEndpoints;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventModule;
import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.health.HealthEndpoints;
import io.tollgate.server.health.HealthReport;
import io.tollgate.server.http.ConnectionBounds;
import io.tollgate.server.http.Drain;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.metrics.MetricsModule;
import io.tollgate.server.metrics.NodeSources;
import io.tollgate.server.node.NodeRegistry;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.session.ExpiredTokens;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.tls.TlsEndpoint;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What those who run the server need: alerts, upkeep, figures, health, and who else is a node.
final class Operations {
    private final Lifecycle lifecycle;
    private final Settings settings;
    private final Foundation foundation;
    private final UserServices users;
    private final ConnectionBounds connections;
    private final Drain drain;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AlertModule alerts;
    private final Optional<CertificateNotices> certificate;
    private final Cleanup cleanup;
    private final Maintenance maintenance;
    private final MetricsModule metrics;
    private volatile @Nullable NodeRegistry nodes;

    /// Starts what does not need the port. Events are stored from then on.
    ///
    /// @param transport how mail is sent; empty when it is not
    /// @param tls       where the server has a certificate of its own
    Operations(
            Lifecycle lifecycle,
            Settings settings,
            Foundation foundation,
            UserServices users,
            Optional<MailTransport> transport,
            Optional<TlsEndpoint> tls,
            ConnectionBounds connections,
            Drain drain,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.lifecycle = lifecycle;
        this.settings = settings;
        this.foundation = foundation;
        this.users = users;
        this.connections = connections;
        this.drain = drain;
        this.clock = clock;
        this.nanoTime = nanoTime;
        Database database = foundation.database();
        EventModule events = foundation.events();
        GuardModule guard = users.guard();

        alerts = lifecycle.started(new AlertModule(settings, database, transport, foundation.ids(), clock));
        alerts.start();
        events.start(List.of(
                alerts.subscriber(),
                new EventNotices(users.mail().notices(), settings.guard().monitorOnly())));
        certificate = tls.map(own -> new CertificateNotices(own, database, events.transactional(), clock));
        cleanup = new Cleanup(
                Stream.concat(ExpiredTokens.tasks(database, clock).stream(), Stream.of(new EventCleanup(events.retention())))
                        .toList(),
                clock);
        maintenance = lifecycle.started(new Maintenance(
                List.of(guard::flush, HeapUpkeep.ofThisProcess(nanoTime)),
                Stream.concat(users.hourly().stream(), hourly()).toList()));
        metrics = new MetricsModule(
                foundation.meters(),
                settings.metrics(),
                database,
                foundation.secrets().get("metrics-peers"),
                sources(tls),
                alerts::figures,
                users.mail().outbox()::metrics,
                clock,
                nanoTime);
    }

    private Stream<Runnable> hourly() {
        return Stream.of(
                cleanup::runAll,
                alerts::cleanUp,
                () -> nodes().ifPresent(NodeRegistry::cleanUp),
                () -> certificate.ifPresent(CertificateNotices::look),
                foundation.feed()::cleanUp);
    }

    private NodeSources sources(Optional<TlsEndpoint> tls) {
        PasswordHasher hasher = users.hasher();
        GuardModule guard = users.guard();
        return new NodeSources(
                hasher::hashes,
                hasher::mismatches,
                () -> hasher.waiting() + guard.waitingGuesses(),
                connections::refusals,
                foundation.database()::poolUse,
                guard::redisMetrics,
                () -> foundation.events().journalDepth().events(),
                () -> tls.map(own -> own.certificate().getNotAfter().toInstant()));
    }

    private Optional<NodeRegistry> nodes() {
        return Optional.ofNullable(nodes);
    }

    /// Begins to measure, and enters this node among the others.
    ///
    /// @param port where this node listens
    void start(int port) {
        lifecycle.started(metrics).start(port, connections::open);
        PerformanceNotices notices =
                lifecycle.started(new PerformanceNotices(metrics.alerts(), alerts, metrics.node()));
        notices.start();
        NodeRegistry registry = lifecycle.started(new NodeRegistry(
                metrics.node(),
                users.guard().isSharedStoreUp().isPresent(),
                foundation.database(),
                foundation.events().transactional(),
                notices::lost,
                clock));
        registry.start();
        nodes = registry;
        metrics.show(registry::nodes);
    }

    /// Does now what is done once an hour, and returns when it is done.
    void maintain() {
        maintenance.runHourly();
    }

    List<Endpoint> endpoints() {
        EventLog log = foundation.events().log();
        return Stream.of(
                        new HealthEndpoints(
                                        foundation.database(),
                                        foundation.feed(),
                                        users.guard()::isSharedStoreUp,
                                        drain,
                                        nanoTime)
                                .endpoints(),
                        new HealthReport(HealthChecks.of(settings, foundation, users, certificate, this::nodes), nanoTime)
                                .endpoints(),
                        metrics.endpoints(),
                        foundation.events().endpoints(),
                        alerts.endpoints(log),
                        new CleanupEndpoints(cleanup, log, clock).endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
