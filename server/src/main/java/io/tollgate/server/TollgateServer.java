package io.tollgate.server;

import io.tollgate.guard.address.TrustedProxies;
import io.tollgate.server.dashboard.DashboardPages;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.forward.ForwardAuthEndpoints;
import io.tollgate.server.http.ConnectionBounds;
import io.tollgate.server.http.Drain;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.HttpServer;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.mail.SmtpTransport;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.tls.TlsEndpoint;
import io.tollgate.server.token.KeyRing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The composition root: makes every part, in order, and ends them in the opposite order.
public final class TollgateServer implements AutoCloseable {
    /// As finely as the database keeps times, so that one which was stored is equal to what it was before.
    private static final Duration TIMES_OF_DATABASE = Duration.ofMillis(1);

    private final Lifecycle lifecycle;
    private final Drain drain = new Drain();
    private final Duration drainTime;
    private final UserServices users;
    private final Operations operations;
    private final ConnectionBounds connections;
    private final List<Endpoint> endpoints;
    private final HttpServer http;

    private TollgateServer(
            Lifecycle lifecycle,
            Settings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<String> newAdminPassword) {
        this.lifecycle = lifecycle;
        drainTime = settings.http().drain();
        // Beside the opening of the database. A failure shows where the same is needed.
        Thread.startVirtualThread(HttpServer::prepare);
        Optional<TlsEndpoint> tls = settings.tls().map(own -> TlsEndpoint.open(own, clock, nanoTime));
        if (settings.database().url().isEmpty()) {
            lifecycle.started(DataFolderLock.acquire(settings.dataDir()));
        }
        Foundation foundation = lifecycle.started(Foundation.open(settings, clock, nanoTime));
        EventLog events = foundation.events().log();
        Optional<MailTransport> transport =
                settings.mail().map(smtp -> new SmtpTransport(smtp, clock, foundation.random()));
        users = new UserServices(lifecycle, settings, foundation, transport, clock);

        TrustedProxies proxies = new TrustedProxies(settings.trustedProxies());
        connections = new ConnectionBounds(
                settings.http().maxConnections(),
                settings.http().maxConnectionsPerAddress(),
                peer -> proxies.trusts(peer) || settings.guard().allow().contains(peer),
                new ConnectionNotices(events, clock),
                nanoTime);
        operations = new Operations(
                lifecycle, settings, foundation, users, transport, tls, connections, drain, clock, nanoTime);
        endpoints = Stream.of(
                        users.endpoints(),
                        operations.endpoints(),
                        new ApiDescription().endpoints(),
                        new DashboardPages().endpoints(),
                        new ForwardAuthEndpoints().endpoints())
                .flatMap(List::stream)
                .toList();
        http = lifecycle.started(new HttpServer(
                settings.host(),
                settings.port(),
                tls,
                connections,
                settings.http().requestTime(),
                nanoTime,
                proxies,
                users.sessions().authenticator(),
                users.guard().traffic(endpoints),
                foundation.meters().requests(),
                drain,
                endpoints));
        // A start that cannot listen is to leave the first admin to the next one, which tells his password.
        http.probe();
        // Before anybody is answered: a server that answers can issue tokens and has an admin.
        users.awaitKeys();
        users.awaitAdmin().ifPresent(newAdminPassword);
        http.start();
        operations.start(http.port());
        events.record(SecurityEvent.of(EventType.SYS_STARTUP, clock.instant()));
        // After the start, which it would slow down.
        Thread.startVirtualThread(KeyRing::prepare);
    }

    /// Starts a server and returns once it answers. What was started before a failure is ended again.
    ///
    /// @param clock            wall clock
    /// @param nanoTime         monotonic
    /// @param newAdminPassword hears of the password made up for the first admin, which nothing stores: at the start that
    ///     creates him, as soon as he is there for good, and so also if that start fails afterwards
    public static TollgateServer start(
            Settings settings, InstantSource clock, LongSupplier nanoTime, Consumer<String> newAdminPassword) {
        return Lifecycle.start(lifecycle -> new TollgateServer(
                lifecycle, settings, InstantSource.tick(clock, TIMES_OF_DATABASE), nanoTime, newAdminPassword));
    }

    /// As [#start(Settings, InstantSource, LongSupplier, Consumer)], where the settings say the first admin's password.
    public static TollgateServer start(Settings settings, InstantSource clock, LongSupplier nanoTime) {
        return start(settings, clock, nanoTime, _ -> {});
    }

    public int port() {
        return http.port();
    }

    /// How many passwords were hashed since the start: what all guesses together have cost.
    public long passwordHashes() {
        return users.hasher().hashes();
    }

    /// Open connections of clients.
    public int openConnections() {
        return connections.open();
    }

    /// Does now what is done once an hour, and returns when it is done.
    public void maintain() {
        operations.maintain();
    }

    /// Everything that can be asked of it.
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// Goes on answering for `http.drain` with readiness off, then stops listening, lets running requests finish and ends.
    @Override
    public void close() {
        drain.run(drainTime);
        lifecycle.close();
    }
}
