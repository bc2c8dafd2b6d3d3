package io.tollgate.server.metrics;

import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.database.Database;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.mail.MailOutbox;
import io.tollgate.server.metrics.PerformanceEndpoints.Parts;
import io.tollgate.server.node.Node;
import io.tollgate.server.settings.MetricsSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts the measuring together and keeps it going: once a second on one thread, and with the database on another. Nothing
/// of it is needed by a request: it fails open.
public final class MetricsModule implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MetricsModule.class.getName());
    private static final Duration EXCHANGE = Duration.ofSeconds(10);

    private final Meters meters;
    private final MetricsSettings settings;
    private final Database database;
    private final NodeSources sources;
    private final MessageMetrics messages;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final PerformanceRules alerts;
    private final ScheduledExecutorService ticker = daemon("metrics");
    private final ScheduledExecutorService exchanger = daemon("metrics-exchange");
    private volatile Supplier<List<Node>> nodes = List::of;
    private volatile @Nullable Running running;

    private record Running(Parts parts, MinuteExchange exchange, StatementFigures statements) {}

    /// @param meters      where everything is recorded
    /// @param peersSecret shared by all nodes, so that they count distinct addresses together
    /// @param alertFigures what became of alerts; read every ten seconds, and may wait for the database
    /// @param mails        what became of mails about accounts; may wait for nothing
    public MetricsModule(
            Meters meters,
            MetricsSettings settings,
            Database database,
            byte[] peersSecret,
            NodeSources sources,
            Supplier<AlertModule.Figures> alertFigures,
            Supplier<MailOutbox.Metrics> mails,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.meters = meters;
        this.settings = settings;
        this.database = database;
        this.sources = sources;
        this.messages = new MessageMetrics(alertFigures, mails);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.alerts = new PerformanceRules(settings.alerts());
        meters.shareSeed(peersSecret);
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /// They answer `unavailable` until [#start].
    public List<Endpoint> endpoints() {
        return new PerformanceEndpoints(settings.isPublic(), () -> nodes.get(), clock, this::parts).all();
    }

    private Parts parts() {
        Running started = running;
        if (started == null) {
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, Duration.ofSeconds(1));
        }
        return started.parts();
    }

    /// The name of this node, once it was started.
    public String node() {
        return parts().node();
    }

    /// From now on nodes are shown with the state that is said here.
    public void show(Supplier<List<Node>> registered) {
        nodes = registered;
    }

    /// Whoever is to hear of performance alerts.
    public PerformanceRules alerts() {
        return alerts;
    }

    /// Begins to measure, with the last hour as this node and others left it in the database.
    ///
    /// @param port        where this node listens, a part of its name
    /// @param connections open connections of clients
    public void start(int port, IntSupplier connections) {
        String node = settings.node().orElseGet(() -> NodeName.of(port));
        History history = new History();
        MinuteExchange exchange = new MinuteExchange(node, new JdbcMinutes(database), history, clock);
        exchange.restore();
        ScalingAdvice scaling = new ScalingAdvice(settings.scaling(), clock.instant());
        Collector collector = new Collector(
                node,
                meters,
                new SystemProbe(sources, connections, nanoTime),
                sources.passwordHashes(),
                history,
                alerts,
                scaling,
                clock);
        LiveStreams live = new LiveStreams(node);
        PrometheusPage page = new PrometheusPage(
                meters, collector, alerts, live, sources, messages, () -> nodes.get(), nanoTime);
        Running started = new Running(
                new Parts(node, meters, collector, history, alerts, scaling, live, page),
                exchange,
                new StatementFigures(node, database, meters.statements(), clock));
        running = started;
        if (!meters.areOn()) {
            LOG.log(Level.WARNING, "nothing is measured, as a property of the JVM says");
            return;
        }
        // On the second, so that a minute ends when the clock says so.
        PeriodicTask measuring = new PeriodicTask("measuring", () -> live.publish(collector.tick()));
        every(ticker, measuring, 1_000 - clock.millis() % 1_000, 1_000);
        every(exchanger, new PeriodicTask("counting messages", messages::refresh), 0, EXCHANGE.toMillis());
        PeriodicTask exchanging = new PeriodicTask("exchanging metrics", () -> exchange(started));
        every(exchanger, exchanging, EXCHANGE.toMillis(), EXCHANGE.toMillis());
    }

    private static void exchange(Running running) {
        running.parts().collector().publish();
        running.exchange().run();
        running.statements().saveNowAndThen();
    }

    private static void every(ScheduledExecutorService scheduler, PeriodicTask task, long firstMillis, long millis) {
        scheduler.scheduleAtFixedRate(task, firstMillis, millis, TimeUnit.MILLISECONDS);
    }

    /// Ends the live streams and writes what the running minute has so far.
    @Override
    public void close() {
        ticker.shutdownNow();
        exchanger.shutdownNow();
        Running started = running;
        if (started != null) {
            started.parts().live().close();
            started.parts().collector().tick();
            exchange(started);
            started.statements().save();
        }
    }
}
