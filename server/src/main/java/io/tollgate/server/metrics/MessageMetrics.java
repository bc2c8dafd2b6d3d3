package io.tollgate.server.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.mail.MailOutbox;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What is sent to people, for Prometheus: alerts over their channels, and mails about accounts. Thread-safe.
///
/// What takes the database is read by [#refresh], so that the page waits for nothing and shows what was last known while the
/// database is away.
final class MessageMetrics {
    private static final AlertModule.Figures NOTHING_YET =
            new AlertModule.Figures(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    private final Supplier<AlertModule.Figures> alertSource;
    private final Supplier<MailOutbox.Metrics> mailSource;
    private volatile AlertModule.Figures alerts = NOTHING_YET;

    /// @param alerts may wait for the database
    /// @param mails  may wait for nothing
    MessageMetrics(Supplier<AlertModule.Figures> alerts, Supplier<MailOutbox.Metrics> mails) {
        this.alertSource = alerts;
        this.mailSource = mails;
    }

    void refresh() {
        alerts = alertSource.get();
    }

    List<MetricSnapshot> snapshots() {
        AlertModule.Figures now = alerts;
        MailOutbox.Metrics mails = mailSource.get();
        CounterSnapshot.Builder messages =
                CounterSnapshot.builder().name("tollgate_alert_messages").help("Messages of alerts that came to an end.");
        now.delivered().forEach((channel, count) -> messages.dataPoint(ended(channel, "delivered", count)));
        now.failed().forEach((channel, count) -> messages.dataPoint(ended(channel, "failed", count)));
        CounterSnapshot.Builder retries = CounterSnapshot.builder()
                .name("tollgate_alert_delivery_retries")
                .help("Attempts at messages of alerts that failed and are made again.");
        now.failedAttempts().forEach((channel, count) -> retries.dataPoint(counted("channel", channel, count)));
        CounterSnapshot.Builder suppressed = CounterSnapshot.builder()
                .name("tollgate_alerts_suppressed")
                .help("Alerts held back by the budgets, over all nodes and ever.");
        now.suppressed().forEach((kind, count) -> suppressed.dataPoint(counted("kind", kind, count)));
        GaugeSnapshot.Builder waiting = GaugeSnapshot.builder()
                .name("tollgate_alert_messages_waiting")
                .help("Messages of alerts that wait to be sent, over all nodes.");
        now.waiting().forEach((channel, count) -> waiting.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("channel", channel))
                .value(count)
                .build()));
        CounterSnapshot mailsEnded = CounterSnapshot.builder()
                .name("tollgate_mails")
                .help("Mails about accounts that came to an end.")
                .dataPoint(counted("outcome", "sent", mails.sent()))
                .dataPoint(counted("outcome", "failed", mails.failed()))
                .dataPoint(counted("outcome", "dropped", mails.dropped()))
                .build();
        GaugeSnapshot mailsWaiting = GaugeSnapshot.builder()
                .name("tollgate_mails_waiting")
                .help("Mails about accounts that wait to be sent, over all nodes.")
                .dataPoint(GaugeDataPointSnapshot.builder().value(mails.waiting()).build())
                .build();
        return List.of(
                messages.build(), retries.build(), suppressed.build(), waiting.build(), mailsEnded, mailsWaiting);
    }

    private static CounterDataPointSnapshot ended(String channel, String outcome, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("channel", channel, "outcome", outcome))
                .value(count)
                .build();
    }

    private static CounterDataPointSnapshot counted(String label, String value, long count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of(label, value))
                .value(count)
                .build();
    }
}
