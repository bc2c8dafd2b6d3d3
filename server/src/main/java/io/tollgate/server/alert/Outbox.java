package io.tollgate.server.alert;

import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.alert.Alert.State;
import io.tollgate.server.alert.AlertMessage.Form;
import io.tollgate.server.database.Sweep;
import io.tollgate.server.identity.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Puts messages up for sending, within the budgets. To be used under the lock of alerts, which makes the counts exact
/// over all nodes.
final class Outbox {
    private static final String COLUMNS = "id, kind, priority, form, text, suppressed, created_at, due_at";

    /// Clocks of nodes may differ by this much. What is said to be further ahead was written before a clock was set back,
    /// and must hold up nothing until that time comes again.
    static final Duration SLACK = Duration.ofMinutes(1);

    /// Messages from before then.
    static final Sweep MESSAGES = new Sweep("alert_messages", "created_at < :before", "created_at");

    /// Deliveries of messages before the first that is kept, as their ids say.
    static final Sweep DELIVERIES = new Sweep("alert_deliveries", "message_id < :first", "message_id");

    private final TimeOrderedIds ids;
    private final List<String> channels;
    private final RateLimit perKind;
    private final RateLimit total;
    private final Priority least;

    /// What becomes of a new alert.
    ///
    /// @param message the one that tells it; empty when none does
    record Announcement(State state, Optional<String> message) {}

    /// @param channels those that are configured
    /// @param least    alerts below are kept and not told
    Outbox(TimeOrderedIds ids, List<String> channels, RateLimit perKind, RateLimit total, Priority least) {
        this.ids = ids;
        this.channels = channels;
        this.perKind = perKind;
        this.total = total;
        this.least = least;
    }

    /// Puts a new alert into the message of its kind which still waits, or into one of its own. Held back, and counted, when
    /// the budget is used up.
    Announcement announce(Handle handle, AlertKind kind, Instant now) {
        if (kind.priority().compareTo(least) < 0) {
            return new Announcement(State.QUIET, Optional.empty());
        }
        Optional<String> message = waiting(handle, kind, now)
                .or(() -> create(handle, kind, Form.ALERTS, Optional.empty(), now));
        return new Announcement(message.isPresent() ? State.ANNOUNCED : State.SUPPRESSED, message);
    }

    /// Puts an alert that was held back before into a message, as [#announce] does. Without room it stays held back, and is
    /// not counted again.
    ///
    /// @return whether it is told now
    boolean announceLate(Handle handle, String alertId, AlertKind kind, Instant now) {
        Optional<String> message = waiting(handle, kind, now);
        if (message.isEmpty() && hasRoom(handle, kind, now)) {
            Suppressions.takeBack(handle, kind, alertId);
            message = Optional.of(insert(handle, kind, Form.ALERTS, Optional.empty(), now));
        }
        message.ifPresent(id -> AlertTable.announced(handle, alertId, id));
        return message.isPresent();
    }

    /// The message of a kind that still waits for alerts. Not one that a node tried to send, whose clock is ahead of ours:
    /// nobody would see what is put into it.
    private static Optional<String> waiting(Handle handle, AlertKind kind, Instant now) {
        if (!kind.isBatched()) {
            return Optional.empty();
        }
        return handle.createQuery("""
                        SELECT id FROM alert_messages WHERE kind = :kind AND due_at > :now AND due_at <= :latest
                            AND NOT EXISTS (SELECT 1 FROM alert_deliveries
                                WHERE alert_deliveries.message_id = alert_messages.id AND attempts > 0)
                        ORDER BY due_at LIMIT 1""")
                .bind("kind", kind.text())
                .bind("now", now.toEpochMilli())
                .bind("latest", now.plus(kind.batching()).plus(SLACK).toEpochMilli())
                .mapTo(String.class)
                .findOne();
    }

    /// A new message, due when its kind says; empty, and counted, when the budget is used up.
    Optional<String> create(Handle handle, AlertKind kind, Form form, Optional<String> text, Instant now) {
        if (!hasRoom(handle, kind, now)) {
            Suppressions.add(handle, kind);
            return Optional.empty();
        }
        return Optional.of(insert(handle, kind, form, text, now));
    }

    private String insert(Handle handle, AlertKind kind, Form form, Optional<String> text, Instant now) {
        String id = ids.next();
        Instant due = form == Form.ALERTS ? now.plus(kind.batching()) : now;
        handle.createUpdate("""
                        INSERT INTO alert_messages (id, kind, priority, form, text, suppressed, created_at, due_at)
                        VALUES (:id, :kind, :priority, :form, :text, :suppressed, :now, :due)""")
                .bind("id", id)
                .bind("kind", kind.text())
                .bind("priority", kind.priority().text())
                .bind("form", form.text())
                .bind("text", text.orElse(null))
                .bind("suppressed", Suppressions.take(handle, kind))
                .bind("now", now.toEpochMilli())
                .bind("due", due.toEpochMilli())
                .execute();
        channels.forEach(channel -> Deliveries.insert(handle, id, channel, due));
        return id;
    }

    /// A tenth of the total, and at least one, is kept for what is critical: else noise, which an attacker can make, would
    /// silence it. Of a total of one nothing is kept, for nothing else would ever be told.
    private boolean hasRoom(Handle handle, AlertKind kind, Instant now) {
        int tenth = Math.min(Math.max(1, total.count() / 10), total.count() - 1);
        int kept = kind.priority() == Priority.CRITICAL ? 0 : tenth;
        return used(handle, Optional.of(kind), now) < perKind.count()
                && used(handle, Optional.empty(), now) < total.count() - kept;
    }

    /// Tells how many were held back of those kinds that have had no message since.
    void tellOfSuppressed(Handle handle, Instant now) {
        Suppressions.all(handle).forEach((kind, count) -> {
            if (count.since() > 0 && used(handle, Optional.of(kind), now) == 0 && hasRoom(handle, kind, now)) {
                create(handle, kind, Form.HELD_BACK, Optional.empty(), now);
            }
        });
    }

    /// Messages within the window that ends now, of one kind or of all.
    int used(Handle handle, Optional<AlertKind> kind, Instant now) {
        RateLimit limit = kind.isPresent() ? perKind : total;
        return handle.createQuery("SELECT COUNT(*) AS n FROM alert_messages"
                        + " WHERE created_at > :since AND created_at <= :latest"
                        + (kind.isPresent() ? " AND kind = :kind" : ""))
                .bind("since", now.minus(limit.period()).toEpochMilli())
                .bind("latest", now.plus(SLACK).toEpochMilli())
                .bindMap(kind.isPresent() ? Map.of("kind", kind.get().text()) : Map.of())
                .mapTo(Integer.class)
                .one();
    }

    /// Messages of each kind that this version knows, within the window that ends now.
    Map<AlertKind, Integer> usedByKind(Handle handle, Instant now) {
        Map<AlertKind, Integer> used = new EnumMap<>(AlertKind.class);
        handle.createQuery("""
                        SELECT kind, COUNT(*) AS n FROM alert_messages
                        WHERE created_at > :since AND created_at <= :latest GROUP BY kind LIMIT 100""")
                .bind("since", now.minus(perKind.period()).toEpochMilli())
                .bind("latest", now.plus(SLACK).toEpochMilli())
                .map((row, _) -> Map.entry(row.getString("kind"), row.getInt("n")))
                .forEach(entry -> AlertKind.parse(entry.getKey()).ifPresent(kind -> used.put(kind, entry.getValue())));
        return used;
    }

    /// The message with its alerts as they stand now.
    static Optional<AlertMessage> find(Handle handle, String id) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM alert_messages WHERE id = :id LIMIT 1")
                .bind("id", id)
                .map((row, _) -> map(row))
                .findOne()
                .map(message -> AlertTable.fill(handle, message));
    }

    private static AlertMessage map(ResultSet row) throws SQLException {
        return new AlertMessage(
                row.getString("id"),
                AlertKind.of(row.getString("kind")),
                Priority.of(row.getString("priority")),
                Form.of(row.getString("form")),
                Optional.ofNullable(row.getString("text")),
                row.getLong("suppressed"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("due_at")),
                List.of(),
                0);
    }
}
