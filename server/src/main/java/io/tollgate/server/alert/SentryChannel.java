package io.tollgate.server.alert;

import io.sentry.ISerializer;
import io.sentry.JsonSerializer;
import io.sentry.SentryEnvelope;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.protocol.Message;
import io.sentry.protocol.SdkVersion;
import io.sentry.protocol.SentryId;
import io.tollgate.server.settings.Release;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/// Alerts as events of a Sentry project, in the form of its SDK and sent by ourselves: the SDK's transport does not say
/// whether the far end took an event, and drops what it refuses for the moment.
///
/// What leads to a person stays here: an address is cut to its network, and account, user agent and evidence are left out
/// unless the alert is about the server itself.
final class SentryChannel implements AlertChannel {
    static final String CLIENT = "tollgate/" + Release.VERSION;

    private final HttpDelivery http;
    private final SentryDsn dsn;
    /// Only writes; nothing of the SDK is started, and nothing global is touched.
    private final ISerializer serializer = new JsonSerializer(SentryOptions.empty());

    SentryChannel(HttpDelivery http, SentryDsn dsn) {
        this.http = http;
        this.dsn = dsn;
    }

    @Override
    public String name() {
        return "sentry";
    }

    @Override
    public Outcome send(AlertMessage message) throws InterruptedException {
        return http.post(HttpRequest.newBuilder(dsn.envelopes())
                .timeout(HttpDelivery.TIMEOUT)
                .header("Content-Type", "application/x-sentry-envelope")
                .header("Content-Encoding", "gzip")
                .header("User-Agent", CLIENT)
                .header("X-Sentry-Auth", dsn.authorization())
                .POST(BodyPublishers.ofByteArray(envelope(event(message))))
                .build());
    }

    private byte[] envelope(SentryEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            serializer.serialize(SentryEnvelope.from(serializer, event, event.getSdk()), gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("an event could not be written", e);
        }
        return bytes.toByteArray();
    }

    private static SentryEvent event(AlertMessage message) {
        SentryEvent event = new SentryEvent(Date.from(message.createdAt()));
        // The same event however often it is sent, so that Sentry can tell a repetition.
        event.setEventId(new SentryId(UUID.fromString(message.id())));
        event.setSdk(new SdkVersion("tollgate", Release.VERSION));
        event.setRelease("tollgate@" + Release.VERSION);
        event.setPlatform("java");
        event.setLogger("tollgate.alert");
        event.setLevel(level(message.priority(), message.form()));
        event.setFingerprints(List.of("tollgate", message.kind().text(), message.form().text()));
        Message text = new Message();
        text.setFormatted(message.anonymousTitle());
        event.setMessage(text);
        event.setTag("kind", message.kind().text());
        event.setTag("priority", message.priority().text());
        event.setExtra("message", message.id());
        event.setExtra("incidents", message.total());
        event.setExtra("suppressed", message.suppressed());
        for (int i = 0; i < message.alerts().size(); i++) {
            event.setExtra("incident " + (i + 1), line(message.alerts().get(i)));
        }
        return event;
    }

    private static String line(Alert alert) {
        return alert.anonymousSummary() + "; " + alert.count() + " times from " + alert.firstAt() + " to "
                + alert.lastAt() + "; alert " + alert.id()
                + alert.requestId().map(id -> "; request " + id).orElse("")
                + (alert.isAboutServer() ? "; " + alert.evidence() : "");
    }

    private static SentryLevel level(Priority priority, AlertMessage.Form form) {
        if (form != AlertMessage.Form.ALERTS) {
            return SentryLevel.INFO;
        }
        return switch (priority) {
            case LOW -> SentryLevel.INFO;
            case MEDIUM -> SentryLevel.WARNING;
            case HIGH -> SentryLevel.ERROR;
            case CRITICAL -> SentryLevel.FATAL;
        };
    }
}
