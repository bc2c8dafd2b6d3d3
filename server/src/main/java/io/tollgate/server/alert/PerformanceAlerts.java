package io.tollgate.server.alert;

import io.tollgate.server.alert.Alert.State;
import io.tollgate.server.alert.AlertMessage.Form;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.identity.TimeOrderedIds;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/// Alerts about how the server performs. Raised once, kept up to date while the figure is over its limit, and cleared
/// with a message of its own. Fails open: what cannot be stored is said in the log, and the next call tries again.
final class PerformanceAlerts {
    /// A node that has died neither keeps an alert up nor clears it; it then ends by itself.
    static final Duration ENDS_UNHEARD = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(PerformanceAlerts.class.getName());

    private final Database database;
    private final Outbox outbox;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final Runnable committed;

    PerformanceAlerts(
            Database database,
            Outbox outbox,
            TimeOrderedIds ids,
            InstantSource clock,
            Runnable committed) {
        this.database = database;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.committed = committed;
    }

    void report(String name, double value, double limit, Optional<Instant> overSince) {
        String line = SafeText.line(name, 80);
        String figures = String.format(Locale.ROOT, "%s is %.4g, the limit is %.4g", line, value, limit);
        overSince.ifPresentOrElse(
                since -> change(line, false, (handle, key) ->
                        raise(handle, key, line, figures + "; since " + since, since)),
                () -> change(line, true, (handle, key) -> clear(handle, key, figures)));
    }

    /// Ends an alert whose figure nobody measures any more.
    void end(String name, String why) {
        String line = SafeText.line(name, 80);
        change(line, true, (handle, key) -> clear(handle, key, line + ": " + why));
    }

    /// @param ifRaised whether there is something to change only while the alert is raised
    private void change(String line, boolean ifRaised, BiConsumer<Handle, String> change) {
        String key = AlertKind.PERFORMANCE.text() + "/" + line;
        try {
            if (ifRaised && database.read(handle -> Incidents.find(handle, key)).isEmpty()) {
                return;
            }
            database.writeOnly(handle -> {
                database.lock(handle, DatabaseLock.ALERTS);
                change.accept(handle, key);
                handle.afterCommit(committed);
            });
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "the alert on {0} could not be stored; tried again when it is reported again, else it ends by itself", line);
        }
    }

    private void raise(Handle handle, String key, String name, String evidence, Instant since) {
        Instant now = clock.instant();
        Instant until = now.plus(ENDS_UNHEARD);
        AlertKind kind = AlertKind.PERFORMANCE;
        Optional<Alert> raised = Incidents.find(handle, key)
                .flatMap(id -> AlertTable.find(handle, id))
                .filter(alert -> alert.isActive(now));
        if (raised.isPresent()) {
            AlertTable.lasts(handle, raised.get().id(), evidence, now, until);
            if (raised.get().state() == State.SUPPRESSED) {
                outbox.announceLate(handle, raised.get().id(), kind, now);
            }
            return;
        }
        Outbox.Announcement announcement = outbox.announce(handle, kind, now);
        String id = ids.next();
        AlertTable.insert(handle, key, new Alert(
                id,
                kind,
                kind.priority(),
                kind.headline() + ": " + name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                since,
                now,
                until,
                1,
                evidence,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                announcement.state(),
                announcement.message()));
        Incidents.put(handle, key, id);
    }

    private void clear(Handle handle, String key, String figures) {
        Instant now = clock.instant();
        Optional<Alert> raised = Incidents.find(handle, key).flatMap(id -> AlertTable.find(handle, id));
        Incidents.end(handle, key);
        if (raised.isEmpty()) {
            return;
        }
        Alert alert = raised.get();
        Duration lasted = Duration.between(alert.firstAt(), now);
        AlertTable.ended(handle, alert.id(), "all clear after " + minutes(lasted) + ": " + figures, now);
        // Whoever was told of it is told of its end; who was not would only wonder.
        if (alert.state() == State.ANNOUNCED) {
            String text = figures + "; it was over for " + minutes(lasted);
            outbox.create(handle, AlertKind.PERFORMANCE, Form.ALL_CLEAR, Optional.of(text), now);
        }
    }

    private static String minutes(Duration duration) {
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
