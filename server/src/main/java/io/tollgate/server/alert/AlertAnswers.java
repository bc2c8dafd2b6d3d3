package io.tollgate.server.alert;

import io.tollgate.guard.window.RateLimit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bodies of answers about alerts.
final class AlertAnswers {

    record AlertsAnswer(
            List<AlertAnswer> active, List<AlertAnswer> alerts, @Nullable String nextCursor, BudgetAnswer budget) {}

    record AlertAnswer(
            String id,
            String kind,
            String priority,
            String summary,
            @Nullable String userId,
            @Nullable String ip,
            Instant firstAt,
            Instant lastAt,
            long count,
            boolean active,
            String evidence,
            @Nullable String outcome,
            @Nullable String requestId,
            @Nullable String eventId,
            String state,
            List<DeliveryAnswer> deliveries) {

        static AlertAnswer of(Alert alert, Instant now, List<Deliveries.Delivery> deliveries) {
            return new AlertAnswer(
                    alert.id(),
                    alert.kind().text(),
                    alert.priority().text(),
                    alert.summary(),
                    alert.userId().orElse(null),
                    alert.address().orElse(null),
                    alert.firstAt(),
                    alert.lastAt(),
                    alert.count(),
                    alert.isActive(now),
                    alert.evidence(),
                    alert.outcome().orElse(null),
                    alert.requestId().orElse(null),
                    alert.eventId().orElse(null),
                    alert.state().text(),
                    deliveries.stream().map(DeliveryAnswer::of).toList());
        }
    }

    /// @param nextAttemptAt null once it is over
    record DeliveryAnswer(
            String channel,
            String state,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant failedAt,
            @Nullable String error) {

        static DeliveryAnswer of(Deliveries.Delivery delivery) {
            return new DeliveryAnswer(
                    delivery.channel(),
                    delivery.state().text(),
                    delivery.attempts(),
                    delivery.state() == Deliveries.State.WAITING ? delivery.nextAttemptAt() : null,
                    delivery.deliveredAt().orElse(null),
                    delivery.failedAt().orElse(null),
                    delivery.error().orElse(null));
        }
    }

    /// @param used messages within the window that ends now
    record BudgetAnswer(LimitAnswer perKind, LimitAnswer total, int used, List<KindAnswer> kinds) {}

    record LimitAnswer(int limit, long seconds) {

        static LimitAnswer of(RateLimit limit) {
            return new LimitAnswer(limit.count(), limit.period().toSeconds());
        }
    }

    /// @param suppressed      since the last message of the kind
    /// @param suppressedTotal ever
    record KindAnswer(String kind, int used, long suppressed, long suppressedTotal) {}

    record TestAnswer(List<TestResult> channels) {}

    /// @param error null when it was delivered
    record TestResult(String channel, boolean delivered, @Nullable String error) {}

    private AlertAnswers() {}
}
