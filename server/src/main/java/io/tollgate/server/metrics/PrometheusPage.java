package io.tollgate.server.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import io.tollgate.server.http.ConnectionBounds;
import io.tollgate.server.node.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What this node counted since its start, in Prometheus' text format or OpenMetrics'. Names follow OpenTelemetry's for
/// HTTP; labels are fixed sets: endpoints, statuses, commands, rules.
final class PrometheusPage {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final Duration FRESH = Duration.ofMillis(500);

    private final Meters meters;
    private final Collector collector;
    private final PerformanceRules alerts;
    private final LiveStreams live;
    private final NodeSources sources;
    private final MessageMetrics messages;
    private final Supplier<List<Node>> nodes;
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final com.sun.management.OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private final LongSupplier nanoTime;
    private final Map<Boolean, Page> pages = new HashMap<>();
    private long made;
    private long allowed;

    /// @param contentType says which format it is
    record Page(String contentType, byte[] body) {}

    /// @param nodes as far as this one knows; may wait for nothing
    PrometheusPage(
            Meters meters,
            Collector collector,
            PerformanceRules alerts,
            LiveStreams live,
            NodeSources sources,
            MessageMetrics messages,
            Supplier<List<Node>> nodes,
            LongSupplier nanoTime) {
        this.meters = meters;
        this.collector = collector;
        this.alerts = alerts;
        this.live = live;
        this.sources = sources;
        this.messages = messages;
        this.nodes = nodes;
        this.nanoTime = nanoTime;
    }

    /// Anybody may ask as often as he likes, so a page is good for half a second and never made twice at once.
    ///
    /// @param accept the header, which chooses the format
    synchronized Page page(String accept) {
        boolean open = accept.contains(OPEN_METRICS);
        long now = nanoTime.getAsLong();
        if (pages.isEmpty() || now - made >= FRESH.toNanos()) {
            pages.clear();
            made = now;
        }
        return pages.computeIfAbsent(open, _ -> render(
                open ? formats.getOpenMetricsTextFormatWriter() : formats.getPrometheusTextFormatWriter()));
    }

    private Page render(ExpositionFormatWriter writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(writer.getContentType(), out.toByteArray());
    }

    private MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder()
                .metricSnapshot(requests())
                .metricSnapshot(decisions())
                .metricSnapshot(redisOperations())
                .metricSnapshot(redisErrors())
                .metricSnapshot(histogram("tollgate_db_statement_duration_seconds", "Statements of the database.")
                        .dataPoint(point(meters.statements().meter().buckets(), Labels.EMPTY))
                        .build())
                .metricSnapshot(counter("tollgate_db_slow_statements", "Statements that were slow.",
                        meters.statements().slow()))
                .metricSnapshot(counter("tollgate_password_hashes", "Passwords hashed.",
                        sources.passwordHashes().getAsLong()))
                .metricSnapshot(counter("tollgate_password_mismatches", "Passwords hashed and found wrong.",
                        sources.passwordMismatches().getAsLong()))
                .metricSnapshot(refusedConnections(sources.connections().get()))
                .metricSnapshot(gauge("tollgate_live_streams", "Open streams of live metrics.", live.count()))
                .metricSnapshot(activeAlerts())
                .metricSnapshot(states("tollgate_nodes", "Nodes of the last day, as this one sees them.", nodesByState()));
        sources.certificateEnd().get().ifPresent(end -> all.metricSnapshot(gauge(
                "tollgate_tls_certificate_not_after_seconds",
                "When the certificate expires, in seconds since 1970.",
                end.getEpochSecond())));
        messages.snapshots().forEach(all::metricSnapshot);
        addSystem(all, collector.reading());
        return all.build();
    }

    private static CounterSnapshot refusedConnections(ConnectionBounds.Refusals refusals) {
        CounterSnapshot.Builder refused = CounterSnapshot.builder()
                .name("tollgate_http_connections_refused")
                .help("Connections that found no place, or gave theirs up for another.");
        Map.of(
                        "address", refusals.refusedByAddress(),
                        "total", refusals.refusedInAll(),
                        "given_up", refusals.givenUp())
                .forEach((reason, count) -> refused.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("reason", reason))
                        .value(count)
                        .build()));
        return refused.build();
    }

    private HistogramSnapshot requests() {
        HistogramSnapshot.Builder requests =
                histogram("http_server_request_duration_seconds", "Requests by endpoint and status.");
        for (EndpointMeter endpoint : meters.endpoints().values()) {
            for (EndpointMeter.StatusMeter status : endpoint.statuses()) {
                requests.dataPoint(point(status.buckets(), labels(endpoint.name(), status.status())));
            }
        }
        return requests.build();
    }

    private static Labels labels(String endpoint, int status) {
        int space = endpoint.indexOf(' ');
        String method = space < 0 ? "_OTHER" : endpoint.substring(0, space);
        String route = endpoint.substring(space + 1);
        boolean aborted = status == EndpointMeter.ABORTED;
        String error = aborted ? Tally.ABORTED : status >= 500 ? String.valueOf(status) : "";
        return Labels.of(
                "error_type", error,
                "http_request_method", method,
                "http_response_status_code", aborted ? "" : String.valueOf(status),
                "http_route", route);
    }

    private CounterSnapshot decisions() {
        CounterSnapshot.Builder decisions =
                CounterSnapshot.builder().name("tollgate_guard_decisions").help("What the guard decided, and why.");
        long refused = meters.banned();
        decisions.dataPoint(decision("banned", "ban", refused));
        for (Map.Entry<String, LongAdder> limited : meters.limited().entrySet()) {
            long count = limited.getValue().sum();
            refused += count;
            decisions.dataPoint(decision("limited", limited.getKey(), count));
        }
        return decisions.dataPoint(decision("allowed", "", allowed(refused))).build();
    }

    /// A counter may not fall, which a difference of counters read one after the other could.
    private long allowed(long refused) {
        long total = meters.endpoints().values().stream()
                .flatMap(endpoint -> endpoint.statuses().stream())
                .mapToLong(status -> status.buckets().count())
                .sum();
        allowed = Math.max(allowed, total - refused);
        return allowed;
    }

    private static CounterDataPointSnapshot decision(String action, String reason, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("action", action, "reason", reason))
                .value(count)
                .build();
    }

    private HistogramSnapshot redisOperations() {
        HistogramSnapshot.Builder operations =
                histogram("tollgate_redis_operation_duration_seconds", "Commands to Redis that were answered.");
        meters.commands().forEach((name, meter) -> operations.dataPoint(point(meter.buckets(), operation(name))));
        return operations.build();
    }

    private CounterSnapshot redisErrors() {
        CounterSnapshot.Builder errors =
                CounterSnapshot.builder().name("tollgate_redis_errors").help("Commands to Redis that failed.");
        meters.commands().forEach((name, meter) -> errors.dataPoint(CounterDataPointSnapshot.builder()
                .labels(operation(name))
                .value(meter.errors())
                .build()));
        return errors.build();
    }

    private static Labels operation(String name) {
        return Labels.of("operation", name.toLowerCase(Locale.ROOT));
    }

    private GaugeSnapshot activeAlerts() {
        GaugeSnapshot.Builder active =
                GaugeSnapshot.builder().name("tollgate_alert_active").help("Performance alerts that are active.");
        List<String> names = alerts.active().stream().map(PerformanceRules.Active::name).toList();
        for (String rule : alerts.names()) {
            active.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("name", rule))
                    .value(names.contains(rule) ? 1 : 0)
                    .build());
        }
        return active.build();
    }

    /// With every state, so that a query finds a zero rather than nothing.
    private Map<String, Integer> nodesByState() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Node.State state : Node.State.values()) {
            counts.put(state.text(), 0);
        }
        nodes.get().forEach(node -> counts.merge(node.state().text(), 1, Integer::sum));
        return counts;
    }

    private void addSystem(MetricSnapshots.Builder all, SystemReading now) {
        all.metricSnapshot(gauge("tollgate_http_connections", "Open connections of clients.", now.connections()))
                .metricSnapshot(gauge("tollgate_password_hash_queue", "Passwords waiting.", now.hashQueue()))
                .metricSnapshot(gauge("tollgate_journal_depth", "Events that wait to be stored.", now.journal()))
                .metricSnapshot(gauge("tollgate_redis_connections", "Open connections to Redis.", now.redisConnections()))
                .metricSnapshot(states("tollgate_db_connections", "Connections to the database, and who waits for one.",
                        Map.of(
                                "active", now.database().active(),
                                "idle", now.database().idle(),
                                "waiting", now.database().waiting())))
                .metricSnapshot(counter("process_cpu_seconds", "Processor time.", system.getProcessCpuTime() / 1e9))
                .metricSnapshot(gauge("process_resident_memory_bytes", "Resident memory.", now.rss()))
                .metricSnapshot(gauge("process_open_fds", "Open files.", now.openFiles()))
                .metricSnapshot(gauge("process_start_time_seconds", "Start, in seconds since 1970.",
                        ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3))
                .metricSnapshot(gauge("jvm_memory_used_bytes", "Used heap.", now.heapUsed()))
                .metricSnapshot(gauge("jvm_memory_max_bytes", "Largest heap.", now.heapMax()))
                .metricSnapshot(gauge("jvm_threads_current", "Platform threads.", now.threads()))
                .metricSnapshot(counter("jvm_gc_collections", "Garbage collections.", now.gcCount()))
                .metricSnapshot(counter("jvm_gc_seconds", "Time in garbage collection.", now.gcMillis() / 1e3));
    }

    private static HistogramSnapshot.Builder histogram(String name, String help) {
        return HistogramSnapshot.builder().name(name).help(help).unit(Unit.SECONDS);
    }

    private static HistogramDataPointSnapshot point(Buckets buckets, Labels labels) {
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(Buckets.boundsSeconds(), buckets.counts()))
                .sum(buckets.sumSeconds())
                .build();
    }

    private static CounterSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static GaugeSnapshot states(String name, String help, Map<String, Integer> states) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        states.forEach((state, count) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("state", state))
                .value(count)
                .build()));
        return gauge.build();
    }
}
