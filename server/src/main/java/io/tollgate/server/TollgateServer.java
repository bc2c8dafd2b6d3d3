package io.tollgate.server;

import io.tollgate.guard.address.TrustedProxies;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.FirstAdmin;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.account.UserEndpoints;
import io.tollgate.server.accountmail.AccountMailModule;
import io.tollgate.server.accountmail.EventNotices;
import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.auth.AuthModule;
import io.tollgate.server.cleanup.Cleanup;
import io.tollgate.server.cleanup.CleanupEndpoints;
import io.tollgate.server.dashboard.DashboardPages;
import io.tollgate.server.database.Database;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.file.FileModule;
import io.tollgate.server.forward.ForwardAuthEndpoints;
import io.tollgate.server.geo.Countries;
import io.tollgate.server.geo.Travel;
import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.guard.admin.GuardAdministration;
import io.tollgate.server.health.HealthEndpoints;
import io.tollgate.server.health.HealthReport;
import io.tollgate.server.http.ConnectionBounds;
import io.tollgate.server.http.Drain;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.HttpServer;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.mail.SmtpTransport;
import io.tollgate.server.metrics.MetricsModule;
import io.tollgate.server.metrics.NodeSources;
import io.tollgate.server.node.NodeRegistry;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.password.PasswordRules;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.ExpiredTokens;
import io.tollgate.server.session.RefreshRules;
import io.tollgate.server.session.SessionModule;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.tls.TlsEndpoint;
import io.tollgate.server.token.KeyRing;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The composition root: makes every part, in order, and ends them in the opposite order.
public final class TollgateServer implements AutoCloseable {
    private final Lifecycle lifecycle;
    private final Drain drain = new Drain();
    private final Settings settings;
    private final Foundation foundation;
    private final Database database;
    private final ChangeFeed feed;
    private final EventLog events;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final SessionModule sessions;
    private final PasswordHasher hasher;
    private final Accounts accounts;
    private final DeviceCookie deviceCookie;
    private final GuardModule guard;
    private final AccountMailModule mail;
    private final AlertModule alerts;
    private final FileModule files;
    private final Cleanup cleanup;
    private final Maintenance maintenance;
    private final MetricsModule metrics;
    private final Optional<String> adminPassword;
    private final List<Endpoint> endpoints;
    private final ConnectionBounds connections;
    private final HttpServer http;
    private final NodeRegistry nodes;
    private final Optional<CertificateNotices> certificate;

    private TollgateServer(
            Lifecycle lifecycle, Settings settings, InstantSource clock, LongSupplier nanoTime) {
        this.lifecycle = lifecycle;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        // Beside the opening of the database. A failure shows where the same is needed.
        Thread.startVirtualThread(HttpServer::prepare);
        Optional<TlsEndpoint> tls = settings.tls().map(own -> TlsEndpoint.open(own, clock, nanoTime));
        if (settings.database().url().isEmpty()) {
            lifecycle.started(DataFolderLock.acquire(settings.dataDir()));
        }
        foundation = lifecycle.started(Foundation.open(settings, clock, nanoTime));
        database = foundation.database();
        feed = foundation.feed();
        events = foundation.events().log();
        TimeOrderedIds ids = foundation.ids();
        SecureRandom random = foundation.random();

        hasher = lifecycle.started(
                new PasswordHasher(settings.hash().threads(), settings.hash().queue(), random));
        accounts = new Accounts(database, hasher, ids, clock, settings.signup().verifyEmail());
        FirstAdmin.Pending firstAdmin = new FirstAdmin(database, accounts, random).begin(settings.admin());
        Travel travel = new Travel(Countries.of(settings.geo(), settings.dataDir().resolve("geo")));
        sessions = new SessionModule(
                settings.tokens(),
                RefreshRules.of(settings.guard(), travel),
                database,
                feed,
                foundation.wrapping(),
                ids,
                clock,
                random);
        deviceCookie = new DeviceCookie(foundation.secrets().get("device-cookie"), random);
        guard = lifecycle.started(new GuardModule(
                settings.guard(),
                settings.hash(),
                settings.redis(),
                foundation.meters().redis(),
                database,
                feed,
                accounts,
                foundation.secrets(),
                deviceCookie,
                events,
                ids,
                clock,
                random));
        files = new FileModule(settings, database, feed, ids, clock);
        feed.start(List.of(sessions.keys(), sessions.revocations(), guard.listener(), files.listener()));

        Optional<MailTransport> transport = settings.mail().map(smtp -> new SmtpTransport(smtp, clock, random));
        mail = lifecycle.started(new AccountMailModule(
                settings.mail(), transport, database, accounts, foundation.secrets(), events, ids, clock, random));
        mail.start();
        alerts = lifecycle.started(new AlertModule(settings, database, transport, ids, clock));
        alerts.start();
        foundation.events().start(List.of(alerts.subscriber(), new EventNotices(mail.notices(), settings.guard().monitorOnly())));
        certificate = tls.map(
                own -> new CertificateNotices(own, database, foundation.events().transactional(), clock));
        cleanup = new Cleanup(
                Stream.concat(
                                ExpiredTokens.tasks(database, clock).stream(),
                                Stream.of(new EventCleanup(foundation.events().retention())))
                        .toList(),
                clock);
        maintenance = lifecycle.started(new Maintenance(
                List.of(guard::flush, HeapUpkeep.ofThisProcess(nanoTime)),
                List.of(
                        sessions::rotateKeys,
                        files::sweep,
                        cleanup::runAll,
                        guard::cleanUp,
                        mail::cleanUp,
                        alerts::cleanUp,
                        () -> nodes().cleanUp(),
                        () -> certificate.ifPresent(CertificateNotices::look),
                        feed::cleanUp)));

        TrustedProxies proxies = new TrustedProxies(settings.trustedProxies());
        connections = new ConnectionBounds(
                settings.http().maxConnections(),
                settings.http().maxConnectionsPerAddress(),
                peer -> proxies.trusts(peer) || settings.guard().allow().contains(peer),
                new ConnectionNotices(events, clock),
                nanoTime);
        metrics = new MetricsModule(
                foundation.meters(),
                settings.metrics(),
                database,
                foundation.secrets().get("metrics-peers"),
                new NodeSources(
                        hasher::hashes,
                        hasher::mismatches,
                        () -> hasher.waiting() + guard.waitingGuesses(),
                        connections::refusals,
                        database::poolUse,
                        guard::redisMetrics,
                        () -> foundation.events().journalDepth().events(),
                        () -> tls.map(own -> own.certificate().getNotAfter().toInstant())),
                alerts::figures,
                mail.outbox()::metrics,
                clock,
                nanoTime);
        endpoints = Stream.of(forEverybody(), forStaff()).flatMap(List::stream).toList();
        http = lifecycle.started(new HttpServer(
                settings.host(),
                settings.port(),
                tls,
                connections,
                settings.http().requestTime(),
                nanoTime,
                proxies,
                sessions.authenticator(),
                guard.traffic(endpoints),
                foundation.meters().requests(),
                drain,
                endpoints));
        // Before anybody is answered: a server that answers has an admin.
        adminPassword = firstAdmin.finish();
        http.start();
        lifecycle.started(metrics).start(http.port(), connections::open);
        PerformanceNotices notices =
                lifecycle.started(new PerformanceNotices(metrics.alerts(), alerts, metrics.node()));
        notices.start();
        nodes = lifecycle.started(new NodeRegistry(
                metrics.node(),
                guard.isSharedStoreUp().isPresent(),
                database,
                foundation.events().transactional(),
                notices::lost,
                clock));
        nodes.start();
        metrics.show(nodes::nodes);
        events.record(SecurityEvent.of(EventType.SYS_STARTUP, clock.instant()));
        // After the start, which it would slow down.
        Thread.startVirtualThread(KeyRing::prepare);
    }

    private List<Endpoint> forEverybody() {
        return Stream.of(
                        new HealthEndpoints(database, feed, guard::isSharedStoreUp, drain, nanoTime).endpoints(),
                        new ApiDescription().endpoints(),
                        new DashboardPages().endpoints(),
                        new ForwardAuthEndpoints().endpoints(),
                        AuthModule.endpoints(
                                database,
                                accounts,
                                sessions,
                                guard.credentials(),
                                new NewPasswords(new PasswordRules(settings.passwordMinLength())),
                                deviceCookie,
                                events,
                                clock,
                                settings.signup(),
                                mail,
                                feed),
                        files.endpoints())
                .flatMap(List::stream)
                .toList();
    }

    private List<Endpoint> forStaff() {
        return Stream.of(
                        metrics.endpoints(),
                        new HealthReport(HealthChecks.of(settings, foundation, guard, mail, certificate, this::nodes), nanoTime).endpoints(),
                        foundation.events().endpoints(),
                        alerts.endpoints(events),
                        GuardAdministration.endpoints(guard, settings.guard().allow(), events, clock),
                        sessions.endpoints(events),
                        new CleanupEndpoints(cleanup, events, clock).endpoints(),
                        new UserEndpoints(
                                        database,
                                        accounts,
                                        feed,
                                        (handle, userId) -> sessions.revoker()
                                                .endAll(handle, userId, EndReason.ACCOUNT_DISABLED),
                                        events,
                                        clock)
                                .endpoints())
                .flatMap(List::stream)
                .toList();
    }

    private NodeRegistry nodes() {
        return nodes;
    }

    /// Starts a server and returns once it answers. What was started before a failure is ended again.
    ///
    /// @param clock wall clock
    /// @param nanoTime monotonic
    public static TollgateServer start(Settings settings, InstantSource clock, LongSupplier nanoTime) {
        return Lifecycle.start(lifecycle -> new TollgateServer(lifecycle, settings, clock, nanoTime));
    }

    public int port() {
        return http.port();
    }

    /// How many passwords were hashed since the start: what all guesses together have cost.
    public long passwordHashes() {
        return hasher.hashes();
    }

    /// Open connections of clients.
    public int openConnections() {
        return connections.open();
    }

    /// Does now what is done once an hour, and returns when it is done.
    public void maintain() {
        maintenance.runHourly();
    }

    /// Everything that can be asked of it.
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// The password made up for the first admin; only at the start that created him, and nowhere stored.
    public Optional<String> adminPassword() {
        return adminPassword;
    }

    /// Goes on answering for `http.drain` with readiness off, then stops listening, lets running requests finish and ends.
    @Override
    public void close() {
        drain.run(settings.http().drain());
        lifecycle.close();
    }
}
