package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.mail.MailOutbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageMetricsTest {
    private static final AlertModule.Figures FIGURES = new AlertModule.Figures(
            Map.of("mail", 2L), Map.of("mail", 5L), Map.of("mail", 1L), Map.of("webhook", 3L), Map.of("brute_force", 90L));

    private Optional<AlertModule.Figures> known = Optional.of(FIGURES);
    private final MessageMetrics metrics = new MessageMetrics(
            () -> known.orElseThrow(() -> new IllegalStateException("the database is away")),
            () -> new MailOutbox.Metrics(7, 40, 3, 2));

    private String page() throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        metrics.snapshots().forEach(all::metricSnapshot);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExpositionFormats.init().getPrometheusTextFormatWriter().write(out, all.build());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyEndAndWhatWaitsIsToldByItsName() throws IOException {
        metrics.refresh();

        assertThat(page())
                .contains("tollgate_alert_messages_total{channel=\"mail\",outcome=\"delivered\"} 5.0\n")
                .contains("tollgate_alert_messages_total{channel=\"mail\",outcome=\"failed\"} 1.0\n")
                .contains("tollgate_alert_delivery_retries_total{channel=\"webhook\"} 3.0\n")
                .contains("tollgate_alert_messages_waiting{channel=\"mail\"} 2.0\n")
                .contains("tollgate_alerts_suppressed_total{kind=\"brute_force\"} 90.0\n")
                .contains("tollgate_mails_total{outcome=\"sent\"} 40.0\n")
                .contains("tollgate_mails_total{outcome=\"failed\"} 3.0\n")
                .contains("tollgate_mails_total{outcome=\"dropped\"} 2.0\n")
                .contains("tollgate_mails_waiting 7.0\n");
    }

    @Test
    void whatWasLastKnownStaysWhileTheDatabaseIsAway() throws IOException {
        metrics.refresh();
        known = Optional.empty();

        assertThatThrownBy(metrics::refresh).hasMessage("the database is away");

        assertThat(page()).contains("tollgate_alert_messages_waiting{channel=\"mail\"} 2.0\n");
    }
}
