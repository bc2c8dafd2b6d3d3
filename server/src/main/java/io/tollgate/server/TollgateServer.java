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
import io.tollgate.server.event.EventModule;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.file.FileEndpoints;
import io.tollgate.server.file.FileLibrary;
import io.tollgate.server.geo.Countries;
import io.tollgate.server.geo.Travel;
import io.tollgate.server.health.HealthCheck;
import io.tollgate.server.health.HealthEndpoints;
import io.tollgate.server.health.HealthReport;
import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.guard.admin.GuardAdministration;
import io.tollgate.server.health.HealthEndpoints;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.HttpServer;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.mail.SmtpTransport;
import io.tollgate.server.metrics.Meters;
import io.tollgate.server.metrics.MetricsModule;
import io.tollgate.server.metrics.NodeSources;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.password.PasswordRules;
import io.tollgate.server.secret.KeyWrapping;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.ExpiredTokens;
import io.tollgate.server.session.RefreshRules;
import io.tollgate.server.session.Revocations;
import io.tollgate.server.session.SessionAuthenticator;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import io.tollgate.server.session.TokenEndpoints;
import io.tollgate.server.settings.Settings.GeoSettings;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.token.AccessTokens;
import io.tollgate.server.token.KeyRing;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The composition root: makes every part, in order, and ends them in the opposite order.
public final class TollgateServer implements AutoCloseable {
    private final Deque<AutoCloseable> running;
    private final Optional<String> adminPassword;
    private final PasswordHasher hasher;
    private final List<Endpoint> endpoints;
    private final HttpServer http;

    private TollgateServer(
            Deque<AutoCloseable> running, Settings settings, InstantSource clock, LongSupplier nanoTime) {
        this.running = running;
        SecureRandom random = new SecureRandom();
        TimeOrderedIds ids = new TimeOrderedIds(clock, random);
        if (settings.database().url().isEmpty()) {
            started(DataFolderLock.acquire(settings.dataDir()));
        }
        Meters meters = new Meters(random);
        Database database = started(Database.open(
                settings.database(), settings.dataDir(), settings.log().statements(), meters.database()));
        KeyWrapping wrapping = new KeyWrapping(settings.keysSecret(), random);
        ServerSecrets secrets = new ServerSecrets(database, wrapping, random);
        KeyRing keys = new KeyRing(database, wrapping, ids, clock, random);
        Revocations revocations =
                new Revocations(database, clock, settings.tokens().accessTtl());
        ChangeFeed feed = started(new ChangeFeed(database, clock, nanoTime));
        EventModule eventModule = started(
                new EventModule(database, settings.dataDir(), settings.events(), ids, clock));
        keys.rotate(settings.tokens().keyRotation(), settings.tokens().accessTtl(), feed);

        hasher = started(
                new PasswordHasher(settings.hash().threads(), settings.hash().queue(), random));
        EventLog events = eventModule.log();
        Accounts accounts = new Accounts(database, hasher, ids, clock, settings.signup().verifyEmail());
        DeviceCookie deviceCookie = new DeviceCookie(secrets.get("device-cookie"), random);
        GuardModule guard = started(new GuardModule(
                settings.guard(),
                settings.redis(),
                meters.redis(),
                database,
                feed,
                accounts,
                secrets,
                deviceCookie,
                events,
                ids,
                clock,
                random));
        feed.start(List.of(keys, revocations, guard.listener()));
        AccessTokens accessTokens = new AccessTokens(
                keys, settings.tokens().issuer(), settings.tokens().accessTtl(), clock);
        Sessions sessions = new Sessions(
                database, accessTokens, feed, settings.tokens(), refreshRules(settings), ids, clock, random);
        SessionRevoker revoker = new SessionRevoker(database, feed, clock);
        Optional<MailTransport> transport = settings.mail().map(smtp -> new SmtpTransport(smtp, clock, random));
        AccountMailModule mail = started(new AccountMailModule(
                settings.mail(),
                transport,
                database,
                accounts,
                secrets,
                events,
                ids,
                clock,
                random));
        mail.start();
        FileLibrary files =
                new FileLibrary(database, settings.dataDir().resolve("files"), settings.files(), ids, clock);
        adminPassword = new FirstAdmin(database, accounts, random).ensure(settings.admin());
        AlertModule alerts = started(new AlertModule(settings, database, transport, ids, clock));
        alerts.start();
        eventModule.start(List.of(alerts.subscriber(), new EventNotices(mail.notices())));
        Cleanup cleanup = new Cleanup(
                Stream.concat(ExpiredTokens.tasks(database, clock).stream(), Stream.of(new EventCleanup(eventModule.retention())))
                        .toList(),
                clock);
        started(new Maintenance(
                guard::flush,
                List.of(
                        () -> keys.rotate(settings.tokens().keyRotation(), settings.tokens().accessTtl(), feed),
                        files::sweep,
                        cleanup::runAll,
                        guard::cleanUp,
                        mail::cleanUp,
                        alerts::cleanUp)));

        MetricsModule metrics = new MetricsModule(
                meters,
                settings.metrics(),
                database,
                secrets.get("metrics-peers"),
                new NodeSources(hasher::hashes, hasher::mismatches, hasher::waiting, database::poolUse, guard::redisMetrics, () -> eventModule.journalDepth().events()),
                clock,
                nanoTime);
        endpoints = Stream.of(
                        metrics.endpoints(),
                        new HealthEndpoints(database, feed, guard::isSharedStoreUp, nanoTime).endpoints(),
                        new HealthReport(
                                        List.of(
                                                HealthCheck.asking("database", database::ping),
                                                guard.isSharedStoreUp().isPresent()
                                                        ? HealthCheck.asking("redis", guard::pingRedis)
                                                        : HealthCheck.off("redis"),
                                                HealthCheck.of("feed", () -> feed.isFresh()
                                                        ? Optional.empty()
                                                        : Optional.of("has not been read for seconds")),
                                                HealthCheck.diskSpace(settings.dataDir()),
                                                HealthCheck.off("mail"),
                                                HealthCheck.of("journal", () -> eventModule.lost() == 0
                                                        ? Optional.empty()
                                                        : Optional.of("events were lost since the start"))),
                                        nanoTime)
                                .endpoints(),
                        new ApiDescription().endpoints(),
                        new DashboardPages().endpoints(),
                        AuthModule.endpoints(
                                database,
                                accounts,
                                sessions,
                                revoker,
                                guard.credentials(),
                                keys,
                                new NewPasswords(new PasswordRules(settings.passwordMinLength())),
                                deviceCookie,
                                events,
                                clock,
                                settings.signup(),
                                mail,
                                feed),
                        new FileEndpoints(files).endpoints(),
                        new TokenEndpoints(database, revoker, events, clock).endpoints(),
                        new CleanupEndpoints(cleanup, events, clock).endpoints(),
                        GuardAdministration.endpoints(guard, settings.guard().allow(), events, clock),
                        eventModule.endpoints(),
                        alerts.endpoints(events),
                        new UserEndpoints(
                                        database,
                                        accounts,
                                        feed,
                                        (handle, userId) ->
                                                revoker.endAll(handle, userId, EndReason.ACCOUNT_DISABLED),
                                        events,
                                        clock)
                                .endpoints())
                .flatMap(List::stream)
                .toList();
        http = started(new HttpServer(
                settings.host(),
                settings.port(),
                new TrustedProxies(settings.trustedProxies()),
                new SessionAuthenticator(accessTokens, revocations, feed, database, clock),
                guard.traffic(endpoints),
                meters.requests(),
                random,
                endpoints));
        http.start();
        started(metrics).start(http.port(), http::connections);
        started(new PerformanceNotices(metrics.alerts(), alerts, metrics.node())).start();
        events.record(SecurityEvent.of(EventType.SYS_STARTUP, clock.instant()));
    }

    /// Starts a server and returns once it answers. What was started before a failure is ended again.
    ///
    /// @param clock wall clock
    /// @param nanoTime monotonic
    public static TollgateServer start(Settings settings, InstantSource clock, LongSupplier nanoTime) {
        Deque<AutoCloseable> running = new ArrayDeque<>();
        try {
            return new TollgateServer(running, settings, clock, nanoTime);
        } catch (RuntimeException | Error e) {
            try {
                close(running);
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private static RefreshRules refreshRules(Settings settings) {
        GuardSettings guard = settings.guard();
        boolean detects = guard.layers().contains(Layer.DETECTION);
        boolean counts = detects || guard.layers().contains(Layer.LIMITS);
        RefreshRules.Excess excess = detects ? RefreshRules.Excess.END_SESSION : RefreshRules.Excess.REFUSE;
        return new RefreshRules(
                Optional.ofNullable(guard.limits().get("refresh")).filter(_ -> counts),
                guard.enforces("refresh") ? excess : RefreshRules.Excess.WATCH,
                detects ? Optional.of(new Travel(countries(settings))) : Optional.empty(),
                guard.enforces(Settings.TRAVEL_RULE));
    }

    private static Countries countries(Settings settings) {
        return switch (settings.geo()) {
            case GeoSettings.Shipped() -> Countries.shipped(settings.dataDir().resolve("geo"));
            case GeoSettings.Off() -> Countries.none();
            case GeoSettings.Own(Path file) -> Countries.in(file);
        };
    }

    private <T extends AutoCloseable> T started(T part) {
        running.push(part);
        return part;
    }

    public int port() {
        return http.port();
    }

    /// How many passwords were hashed since the start: what all guesses together have cost.
    public long passwordHashes() {
        return hasher.hashes();
    }

    /// Everything that can be asked of it.
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// The password made up for the first admin; only at the start that created him, and nowhere stored.
    public Optional<String> adminPassword() {
        return adminPassword;
    }

    @Override
    public void close() {
        close(running);
    }

    /// Ends every part, also when one of them fails to end.
    private static void close(Deque<AutoCloseable> running) {
        IllegalStateException failure = new IllegalStateException("a part of the server could not be ended");
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
