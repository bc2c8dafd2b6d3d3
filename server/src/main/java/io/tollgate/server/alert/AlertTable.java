package io.tollgate.server.alert;

import io.tollgate.server.database.Columns;
import io.tollgate.server.database.Sweep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The statements on alerts.
final class AlertTable {
    /// A message names no more of its alerts.
    static final int MAX_LISTED = 20;

    /// Those that ended before then.
    static final Sweep OVER = new Sweep("alerts", "active_until < :before", "active_until");

    private static final int IDS_PER_QUERY = 400;

    private static final String COLUMNS = "id, kind, priority, headline, user_id, account, address, first_at, last_at,"
            + " active_until, count, evidence, outcome, request_id, event_id, state, message_id";

    private AlertTable() {}

    static void insert(Handle handle, String incident, Alert alert) {
        handle.createUpdate("""
                        INSERT INTO alerts (id, kind, priority, incident, headline, user_id, account, address, first_at,
                            last_at, active_until, count, evidence, outcome, request_id, event_id, state, message_id)
                        VALUES (:id, :kind, :priority, :incident, :headline, :userId, :account, :address, :firstAt,
                            :lastAt, :activeUntil, :count, :evidence, :outcome, :requestId, :eventId, :state,
                            :messageId)""")
                .bind("id", alert.id())
                .bind("kind", alert.kind().text())
                .bind("priority", alert.priority().text())
                .bind("incident", incident)
                .bind("headline", alert.headline())
                .bind("userId", alert.userId().orElse(null))
                .bind("account", alert.account().orElse(null))
                .bind("address", alert.address().orElse(null))
                .bind("firstAt", alert.firstAt().toEpochMilli())
                .bind("lastAt", alert.lastAt().toEpochMilli())
                .bind("activeUntil", alert.activeUntil().toEpochMilli())
                .bind("count", alert.count())
                .bind("evidence", alert.evidence())
                .bind("outcome", alert.outcome().orElse(null))
                .bind("requestId", alert.requestId().orElse(null))
                .bind("eventId", alert.eventId().orElse(null))
                .bind("state", alert.state().text())
                .bind("messageId", alert.messageId().orElse(null))
                .execute();
    }

    /// A state that lasts: its evidence is the latest, and it stays active until it is over.
    static void lasts(Handle handle, String id, String evidence, Instant now, Instant activeUntil) {
        handle.createUpdate("""
                        UPDATE alerts
                        SET count = count + 1, last_at = :now, active_until = :until, evidence = :evidence
                        WHERE id = :id""")
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .bind("until", activeUntil.toEpochMilli())
                .bind("evidence", evidence)
                .execute();
    }

    /// Over, with how it ended.
    static void ended(Handle handle, String id, String outcome, Instant now) {
        handle.createUpdate("UPDATE alerts SET active_until = :now, outcome = :outcome WHERE id = :id")
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .bind("outcome", outcome)
                .execute();
    }

    /// An alert that was held back by the budget.
    record HeldBack(String id, AlertKind kind) {}

    /// Those of some alerts that were held back, of kinds that this version knows.
    static List<HeldBack> heldBack(Handle handle, Set<String> ids) {
        List<HeldBack> heldBack = new ArrayList<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
            handle.createQuery("SELECT id, kind FROM alerts WHERE id IN (<ids>) AND state = :state")
                    .bindList("ids", all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY)))
                    .bind("state", Alert.State.SUPPRESSED.text())
                    .map((row, _) -> Map.entry(row.getString("id"), row.getString("kind")))
                    .forEach(row -> AlertKind.parse(row.getValue())
                            .ifPresent(kind -> heldBack.add(new HeldBack(row.getKey(), kind))));
        }
        // In the order in which they began.
        heldBack.sort(Comparator.comparing(HeldBack::id));
        return heldBack;
    }

    /// From now on the alert is part of a message.
    static void announced(Handle handle, String id, String messageId) {
        handle.createUpdate("UPDATE alerts SET state = :state, message_id = :message WHERE id = :id")
                .bind("state", Alert.State.ANNOUNCED.text())
                .bind("message", messageId)
                .bind("id", id)
                .execute();
    }

    /// How many alerts of a kind began after then and no later than that.
    static int begunBetween(Handle handle, AlertKind kind, Instant after, Instant last) {
        return handle.createQuery("""
                        SELECT COUNT(*) AS n FROM alerts
                        WHERE kind = :kind AND first_at > :after AND first_at <= :last""")
                .bind("kind", kind.text())
                .bind("after", after.toEpochMilli())
                .bind("last", last.toEpochMilli())
                .mapTo(Integer.class)
                .one();
    }

    static Optional<Alert> find(Handle handle, String id) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM alerts WHERE id = :id LIMIT 1")
                .bind("id", id)
                .map((row, _) -> map(row))
                .findOne();
    }

    static List<Alert> active(Handle handle, Instant now, int limit) {
        return handle.createQuery("SELECT " + COLUMNS
                        + " FROM alerts WHERE active_until > :now ORDER BY active_until DESC, id DESC LIMIT :limit")
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> map(row))
                .list();
    }

    static List<Alert> page(Handle handle, Optional<String> cursor, int limit) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM alerts"
                        + (cursor.isPresent() ? " WHERE id < :cursor" : "") + " ORDER BY id DESC LIMIT :limit")
                .bind("limit", limit)
                .bindMap(cursor.isPresent() ? Map.of("cursor", cursor.get()) : Map.of())
                .map((row, _) -> map(row))
                .list();
    }

    /// The message with the first of its alerts, as they stand now.
    static AlertMessage fill(Handle handle, AlertMessage message) {
        List<Alert> some = handle.createQuery(
                        "SELECT " + COLUMNS + " FROM alerts WHERE message_id = :message ORDER BY id LIMIT :limit")
                .bind("message", message.id())
                .bind("limit", MAX_LISTED)
                .map((row, _) -> map(row))
                .list();
        long all = some.size() < MAX_LISTED
                ? some.size()
                : handle.createQuery("SELECT COUNT(*) AS n FROM alerts WHERE message_id = :message")
                        .bind("message", message.id())
                        .mapTo(Long.class)
                        .one();
        return message.with(some, all);
    }

    private static Alert map(ResultSet row) throws SQLException {
        return new Alert(
                row.getString("id"),
                AlertKind.of(row.getString("kind")),
                Priority.of(row.getString("priority")),
                row.getString("headline"),
                Optional.ofNullable(row.getString("user_id")),
                Optional.ofNullable(row.getString("account")),
                Optional.ofNullable(row.getString("address")),
                Instant.ofEpochMilli(row.getLong("first_at")),
                Instant.ofEpochMilli(row.getLong("last_at")),
                Columns.instant(row, "active_until").orElse(Instant.EPOCH),
                row.getLong("count"),
                row.getString("evidence"),
                Optional.ofNullable(row.getString("outcome")),
                Optional.ofNullable(row.getString("request_id")),
                Optional.ofNullable(row.getString("event_id")),
                Alert.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("message_id")));
    }
}
