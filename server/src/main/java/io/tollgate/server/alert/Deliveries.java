package io.tollgate.server.alert;

import io.tollgate.server.database.Columns;
import io.tollgate.server.mail.MailTransport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The statements on deliveries: a message on its way through one channel.
///
/// Who sends holds a lease: a conditional update that one node wins. A node that dies loses it when its time is over.
final class Deliveries {
    /// Longer than any channel takes for one attempt; mail takes longest.
    static final Duration LEASE = MailTransport.LONGER_THAN_A_HAND_OVER;

    /// A message that could not be sent by then is of no use any more.
    static final Duration GIVEN_UP_AFTER = Duration.ofHours(24);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /// Nothing waits longer for its turn; what does was put off before a clock was set back.
    private static final Duration LONGEST_WAIT = HttpDelivery.LONGEST_WISH.plus(Outbox.SLACK);

    private static final int MAX_ERROR = 200;

    /// A channel's right to send a message until then.
    record Lease(String messageId, String channel, Instant dueAt, Instant until) {}

    enum State {
        WAITING,
        DELIVERED,
        /// The far end will never take it.
        REFUSED,
        GIVEN_UP;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is known of a delivery.
    record Delivery(
            String messageId,
            String channel,
            State state,
            int attempts,
            Instant nextAttemptAt,
            Optional<Instant> deliveredAt,
            Optional<Instant> failedAt,
            Optional<String> error) {}

    private Deliveries() {}

    static void insert(Handle handle, String messageId, String channel, Instant due) {
        handle.createUpdate("""
                        INSERT INTO alert_deliveries
                            (message_id, channel, state, due_at, attempts, next_attempt_at, leased_until)
                        VALUES (:message, :channel, 'waiting', :due, 0, :due, 0)""")
                .bind("message", messageId)
                .bind("channel", channel)
                .bind("due", due.toEpochMilli())
                .execute();
    }

    /// What could be sent now: due, not leased, and the channel not pausing. What was tried least stands first, so that one
    /// message that always fails does not hold up the others.
    static Optional<Lease> next(Handle handle, String channel, Instant now) {
        return handle.createQuery("""
                        SELECT message_id, due_at FROM alert_deliveries
                        WHERE channel = :channel AND state = 'waiting' AND next_attempt_at <= :now
                            AND leased_until <= :now
                            AND NOT EXISTS (SELECT 1 FROM alert_channels
                                WHERE channel = :channel AND paused_until > :now AND paused_until <= :latest)
                        ORDER BY attempts, next_attempt_at LIMIT 1""")
                .bind("channel", channel)
                .bind("now", now.toEpochMilli())
                .bind("latest", now.plus(LONGEST_WAIT).toEpochMilli())
                .map((row, _) -> new Lease(
                        row.getString("message_id"),
                        channel,
                        Instant.ofEpochMilli(row.getLong("due_at")),
                        now.plus(LEASE)))
                .findOne();
    }

    /// Whether this node got the lease.
    static boolean take(Handle handle, Lease lease, Instant now) {
        return handle.createUpdate("""
                        UPDATE alert_deliveries SET leased_until = :until, attempts = attempts + 1
                        WHERE message_id = :message AND channel = :channel AND state = 'waiting'
                            AND leased_until <= :now""")
                        .bind("until", lease.until().toEpochMilli())
                        .bind("message", lease.messageId())
                        .bind("channel", lease.channel())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    /// Ends a delivery for good.
    static void end(Handle handle, Lease lease, State state, Optional<String> error, Instant now) {
        handle.createUpdate("""
                        UPDATE alert_deliveries
                        SET state = :state, leased_until = 0, error = :error, delivered_at = :delivered,
                            failed_at = :failed
                        WHERE message_id = :message AND channel = :channel AND state = 'waiting'""")
                .bind("state", state.text())
                .bind("error", error.map(text -> SafeText.line(text, MAX_ERROR)).orElse(null))
                .bind("delivered", state == State.DELIVERED ? now.toEpochMilli() : null)
                .bind("failed", state == State.DELIVERED ? null : now.toEpochMilli())
                .bind("message", lease.messageId())
                .bind("channel", lease.channel())
                .execute();
    }

    /// The far end is there: the channel pauses no more.
    static void resume(Handle handle, String channel) {
        handle.createUpdate("""
                        UPDATE alert_channels SET failures = 0, paused_until = 0
                        WHERE channel = :channel AND failures > 0""")
                .bind("channel", channel)
                .execute();
    }

    /// To be tried again: the channel pauses, longer each time, and at least for as long as the far end asks.
    ///
    /// @param atLeast zero when it asks for nothing
    static void failed(Handle handle, Lease lease, String error, Duration atLeast, Instant now) {
        Instant until = now.plus(pause(handle, lease.channel(), atLeast, now));
        handle.createUpdate("""
                        UPDATE alert_deliveries SET leased_until = 0, next_attempt_at = :next, error = :error
                        WHERE message_id = :message AND channel = :channel AND state = 'waiting'
                            AND leased_until = :leased""")
                .bind("next", until.toEpochMilli())
                .bind("error", SafeText.line(error, MAX_ERROR))
                .bind("message", lease.messageId())
                .bind("channel", lease.channel())
                .bind("leased", lease.until().toEpochMilli())
                .execute();
    }

    private static Duration pause(Handle handle, String channel, Duration atLeast, Instant now) {
        int failures = handle.createQuery("SELECT failures FROM alert_channels WHERE channel = :channel LIMIT 1")
                .bind("channel", channel)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
        Duration growing = Duration.ofSeconds(1L << Math.min(failures, 20));
        Duration pause = growing.compareTo(LONGEST_PAUSE) < 0 ? growing : LONGEST_PAUSE;
        Duration longer = pause.compareTo(atLeast) < 0 ? atLeast : pause;
        handle.createUpdate("""
                        INSERT INTO alert_channels (channel, failures, paused_until) VALUES (:channel, 1, :until)
                        ON CONFLICT (channel) DO UPDATE
                        SET failures = alert_channels.failures + 1, paused_until = excluded.paused_until""")
                .bind("channel", channel)
                .bind("until", now.plus(longer).toEpochMilli())
                .execute();
        return longer;
    }

    /// Gives up what is too old, of every channel, and returns how many those are of each.
    static Map<String, Long> giveUp(Handle handle, Instant now) {
        return handle.createQuery("""
                        UPDATE alert_deliveries SET state = 'given_up', failed_at = :now
                        WHERE state = 'waiting' AND due_at < :before AND leased_until <= :now RETURNING channel""")
                .bind("now", now.toEpochMilli())
                .bind("before", now.minus(GIVEN_UP_AFTER).toEpochMilli())
                .mapTo(String.class)
                .list()
                .stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /// Makes due what waits for a time that is out of reach since a clock was set back.
    static void catchUp(Handle handle, Instant now) {
        handle.createUpdate("""
                        UPDATE alert_deliveries SET next_attempt_at = :now, leased_until = 0
                        WHERE state = 'waiting' AND (next_attempt_at > :latest OR leased_until > :latest)""")
                .bind("now", now.toEpochMilli())
                .bind("latest", now.plus(LONGEST_WAIT).toEpochMilli())
                .execute();
    }

    static Map<String, Long> waiting(Handle handle) {
        return handle.createQuery("""
                        SELECT channel, COUNT(*) AS n FROM alert_deliveries
                        WHERE state = 'waiting' GROUP BY channel LIMIT 10""")
                .map((row, _) -> Map.entry(row.getString("channel"), row.getLong("n")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Map<String, List<Delivery>> of(Handle handle, List<String> messageIds) {
        if (messageIds.isEmpty()) {
            return Map.of();
        }
        return handle.createQuery("""
                        SELECT message_id, channel, state, attempts, next_attempt_at, delivered_at, failed_at, error
                        FROM alert_deliveries WHERE message_id IN (<messages>) ORDER BY channel""")
                .bindList("messages", messageIds)
                .map((row, _) -> map(row))
                .stream()
                .collect(Collectors.groupingBy(Delivery::messageId));
    }

    private static Delivery map(ResultSet row) throws SQLException {
        return new Delivery(
                row.getString("message_id"),
                row.getString("channel"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("next_attempt_at")),
                Columns.instant(row, "delivered_at"),
                Columns.instant(row, "failed_at"),
                Optional.ofNullable(row.getString("error")));
    }
}
