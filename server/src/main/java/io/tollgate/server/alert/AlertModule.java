package io.tollgate.server.alert;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.StoredEvents;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.settings.Secret;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.Settings.Layer;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts alerts together and keeps them going. With the layer `alerts` off nothing is made and nothing sent.
public final class AlertModule implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AlertModule.class.getName());
    private static final Duration KEPT = Duration.ofDays(90);

    /// What this node did, and what waits on all nodes.
    ///
    /// @param waiting        messages by channel, over all nodes
    /// @param delivered      messages by channel
    /// @param failed         messages by channel that will never arrive: refused or given up
    /// @param failedAttempts attempts by channel that are made again
    /// @param suppressed     alerts held back by the budgets, by kind, over all nodes and ever
    public record Figures(
            Map<String, Long> waiting,
            Map<String, Long> delivered,
            Map<String, Long> failed,
            Map<String, Long> failedAttempts,
            Map<String, Long> suppressed) {}

    private final boolean on;
    private final Database database;
    private final Settings settings;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final HttpDelivery http;
    private final List<ChannelWorker> workers = new ArrayList<>();
    private final Outbox outbox;
    private final AlertRecorder recorder;
    private final PerformanceAlerts performance;

    /// @param mail empty when no mail server is configured
    public AlertModule(
            Settings settings,
            Database database,
            Optional<MailTransport> mail,
            TimeOrderedIds ids,
            InstantSource clock) {
        this.on = settings.guard().layers().contains(Layer.ALERTS);
        this.database = database;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.http = new HttpDelivery(clock);
        if (on) {
            channels(mail).forEach(channel -> workers.add(new ChannelWorker(database, channel, clock)));
        }
        Settings.AlertSettings alerts = settings.alerts();
        this.outbox = new Outbox(
                ids,
                workers.stream().map(worker -> worker.channel().name()).toList(),
                alerts.perKind(),
                alerts.total(),
                Priority.of(alerts.minPriority()));
        this.recorder =
                new AlertRecorder(database, outbox, settings.guard().monitorOnly(), ids, clock, this::wake);
        this.performance = new PerformanceAlerts(database, outbox, ids, clock, this::wake);
    }

    private List<AlertChannel> channels(Optional<MailTransport> mail) {
        Settings.AlertSettings alerts = settings.alerts();
        MessageText text = new MessageText(alerts.linkBase());
        List<AlertChannel> channels = new ArrayList<>();
        mail.filter(_ -> !alerts.mailTo().isEmpty())
                .ifPresent(transport -> channels.add(new MailChannel(transport, alerts.mailTo(), text)));
        alerts.sentryDsn()
                .map(Secret::value)
                .ifPresent(dsn -> channels.add(new SentryChannel(http, SentryDsn.parse(dsn))));
        alerts.webhook()
                .map(Secret::value)
                .ifPresent(url -> channels.add(
                        new WebhookChannel(http, URI.create(url), alerts.webhookChat(), text)));
        return channels;
    }

    /// Begins to send.
    public void start() {
        workers.forEach(ChannelWorker::start);
    }

    private void wake() {
        workers.forEach(ChannelWorker::wake);
    }

    /// Hears of events as they are stored.
    public StoredEvents subscriber() {
        return on ? recorder : (_, _) -> {};
    }

    /// Says how a figure stands against its limit. Reporting what was reported before costs one read while it is in
    /// order, and keeps an alert going while it is not; one that is not reported for ten minutes ends by itself. Several
    /// nodes that measure different things give them different names. Never throws.
    ///
    /// @param name      what is measured, such as `p99 latency in ms`; the same name is the same alert on all nodes
    /// @param overSince when it began to be over its limit; empty while it is in order
    public void performance(String name, double value, double limit, Optional<Instant> overSince) {
        if (on) {
            performance.report(name, value, limit, overSince);
        }
    }

    /// Ends an alert whose figure nobody measures any more, and says why. Never throws.
    ///
    /// @param name as it was reported
    public void performanceUnknown(String name, String why) {
        if (on) {
            performance.end(name, why);
        }
    }

    /// @param log takes down the admins' acts
    public List<Endpoint> endpoints(EventLog log) {
        ChannelTest test =
                new ChannelTest(workers.stream().map(ChannelWorker::channel).toList(), ids, clock);
        return new AlertEndpoints(database, outbox, settings.alerts(), test, log, clock).endpoints();
    }

    /// @throws DatabaseException when what waits cannot be read
    public Figures figures() {
        Map<String, Long> delivered = new TreeMap<>();
        Map<String, Long> failed = new TreeMap<>();
        Map<String, Long> attempts = new TreeMap<>();
        for (ChannelWorker worker : workers) {
            delivered.put(worker.channel().name(), worker.delivered());
            failed.put(worker.channel().name(), worker.failed());
            attempts.put(worker.channel().name(), worker.failedAttempts());
        }
        Map<String, Long> suppressed = new TreeMap<>();
        return database.read(handle -> {
            Suppressions.all(handle).forEach((kind, count) -> suppressed.put(kind.text(), count.ever()));
            return new Figures(Deliveries.waiting(handle), delivered, failed, attempts, suppressed);
        });
    }

    /// Removes what is no longer needed, gives up what no channel of any node sends any more, makes due what a clock set
    /// back has put off, and tells of what was held back when nothing followed that could have told of it; to be called now
    /// and then.
    public void cleanUp() {
        Instant now = clock.instant();
        Map<String, Long> givenUp = database.write(handle -> {
            if (on) {
                database.lock(handle, DatabaseLock.ALERTS);
                outbox.tellOfSuppressed(handle, now);
            }
            Deliveries.catchUp(handle, now);
            return Deliveries.giveUp(handle, now);
        });
        tellGivenUp(givenUp);
        Incidents.OVER.run(database, Map.of("before", now.minus(Sighting.GOES_ON).toEpochMilli()));
        Instant kept = now.minus(KEPT);
        Map<String, Long> before = Map.of("before", kept.toEpochMilli());
        AlertTable.OVER.run(database, before);
        Outbox.DELIVERIES.run(database, Map.of("first", TimeOrderedIds.first(kept)));
        Outbox.MESSAGES.run(database, before);
    }

    /// Those of a channel that this node does not have are in the log only.
    private void tellGivenUp(Map<String, Long> byChannel) {
        workers.forEach(worker -> worker.gaveUp(byChannel.getOrDefault(worker.channel().name(), 0L)));
        byChannel.forEach((channel, count) ->
                LOG.log(Level.ERROR, "{0} alerts could not be sent by {1} for a day and were given up", count, channel));
    }

    /// The workers, for tests that say when something is sent.
    List<ChannelWorker> workers() {
        return List.copyOf(workers);
    }

    @Override
    public void close() {
        workers.forEach(ChannelWorker::close);
        http.close();
    }
}
