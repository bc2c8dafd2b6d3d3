package io.tollgate.server.alert;

import io.tollgate.server.alert.AlertAnswers.AlertAnswer;
import io.tollgate.server.alert.AlertAnswers.AlertsAnswer;
import io.tollgate.server.alert.AlertAnswers.BudgetAnswer;
import io.tollgate.server.alert.AlertAnswers.KindAnswer;
import io.tollgate.server.alert.AlertAnswers.LimitAnswer;
import io.tollgate.server.alert.AlertAnswers.TestAnswer;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.Page;
import io.tollgate.server.identity.Role;
import io.tollgate.server.settings.Settings.AlertSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Shows alerts and what became of their messages, and sends a test.
final class AlertEndpoints {
    private static final int MAX_ACTIVE = 100;

    private final Database database;
    private final Outbox outbox;
    private final AlertSettings settings;
    private final ChannelTest test;
    private final EventLog log;
    private final InstantSource clock;

    AlertEndpoints(
            Database database,
            Outbox outbox,
            AlertSettings settings,
            ChannelTest test,
            EventLog log,
            InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.settings = settings;
        this.test = test;
        this.log = log;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/admin/alerts", Access.staff(Role.MODERATOR), this::list),
                Endpoint.post("/api/admin/alerts/test", Access.staff(Role.ADMIN), this::test));
    }

    private void list(Call call) {
        Instant now = clock.instant();
        Page<Alert> page = Page.read(call.query(), Alert::id, (cursor, limit) ->
                database.read(handle -> AlertTable.page(handle, cursor, limit)));
        call.reply(200, database.read(handle -> answer(handle, page, now)));
    }

    private AlertsAnswer answer(Handle handle, Page<Alert> page, Instant now) {
        List<Alert> active = AlertTable.active(handle, now, MAX_ACTIVE);
        List<String> messages = Stream.concat(active.stream(), page.items().stream())
                .flatMap(alert -> alert.messageId().stream())
                .distinct()
                .toList();
        Map<String, List<Deliveries.Delivery>> deliveries = Deliveries.of(handle, messages);
        return new AlertsAnswer(
                answers(active, now, deliveries),
                answers(page.items(), now, deliveries),
                page.nextCursor(),
                budget(handle, now));
    }

    private static List<AlertAnswer> answers(
            List<Alert> alerts, Instant now, Map<String, List<Deliveries.Delivery>> deliveries) {
        return alerts.stream()
                .map(alert -> AlertAnswer.of(
                        alert,
                        now,
                        alert.messageId().map(deliveries::get).orElse(List.of())))
                .toList();
    }

    private BudgetAnswer budget(Handle handle, Instant now) {
        Map<AlertKind, Suppressions.Count> suppressed = Suppressions.all(handle);
        Map<AlertKind, Integer> used = outbox.usedByKind(handle, now);
        List<KindAnswer> kinds = Arrays.stream(AlertKind.values())
                .map(kind -> {
                    Suppressions.Count count = suppressed.getOrDefault(kind, new Suppressions.Count(0, 0));
                    return new KindAnswer(kind.text(), used.getOrDefault(kind, 0), count.since(), count.ever());
                })
                .toList();
        return new BudgetAnswer(
                LimitAnswer.of(settings.perKind()),
                LimitAnswer.of(settings.total()),
                outbox.used(handle, Optional.empty(), now),
                kinds);
    }

    private void test(Call call) {
        log.record(SecurityEvent.of(EventType.AUTHZ_ADMIN, call, clock.instant()).with("act", "test_alerts"));
        call.reply(200, new TestAnswer(test.run()));
    }
}
