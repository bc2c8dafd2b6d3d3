package io.tollgate.server.alert;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Posts alerts as JSON, or as the one text that chats take.
final class WebhookChannel implements AlertChannel {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS).build();

    /// The body; documented in `docs/alerts.md`.
    record Body(
            String id,
            String kind,
            String priority,
            String form,
            String title,
            @Nullable String text,
            Instant createdAt,
            long suppressed,
            long total,
            List<Incident> alerts) {}

    record Incident(
            String id,
            String summary,
            @Nullable String userId,
            @Nullable String ip,
            Instant firstAt,
            Instant lastAt,
            long count,
            String evidence,
            @Nullable String outcome,
            @Nullable String requestId,
            @Nullable String undo,
            String events) {}

    private final HttpDelivery http;
    private final URI url;
    private final boolean chat;
    private final MessageText text;

    /// @param url  a secret
    /// @param chat `{"text": ...}` instead of all fields
    WebhookChannel(HttpDelivery http, URI url, boolean chat, MessageText text) {
        this.http = http;
        this.url = url;
        this.chat = chat;
        this.text = text;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Outcome send(AlertMessage message) throws InterruptedException {
        byte[] body = MAPPER.writeValueAsBytes(chat ? Map.of("text", text.chat(message)) : body(message));
        return http.post(HttpRequest.newBuilder(url)
                .timeout(HttpDelivery.TIMEOUT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "tollgate")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private Body body(AlertMessage message) {
        return new Body(
                message.id(),
                message.kind().text(),
                message.priority().text(),
                message.form().text(),
                message.title(),
                message.text().orElse(null),
                message.createdAt(),
                message.suppressed(),
                message.total(),
                message.alerts().stream().map(this::incident).toList());
    }

    private Incident incident(Alert alert) {
        return new Incident(
                alert.id(),
                alert.summary(),
                alert.userId().orElse(null),
                alert.address().orElse(null),
                alert.firstAt(),
                alert.lastAt(),
                alert.count(),
                alert.evidence(),
                alert.outcome().orElse(null),
                alert.requestId().orElse(null),
                text.undo(alert).orElse(null),
                text.events(alert));
    }
}
