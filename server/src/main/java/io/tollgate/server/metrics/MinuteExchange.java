package io.tollgate.server.metrics;

import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.metrics.History.NodeMinute;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Keeps the minutes of this node in the database and learns those of the others, every ten seconds on a thread of its
/// own, so that a database that is slow or away holds up nothing. What could not be written is written later.
final class MinuteExchange {
    private static final System.Logger LOG = System.getLogger(MinuteExchange.class.getName());
    private static final Duration KEPT = Duration.ofMinutes(70);
    /// Clocks of nodes may differ, and a transaction may commit a while after it was written.
    private static final Duration SLACK = Duration.ofMinutes(2);

    private final String node;
    private final JdbcMinutes minutes;
    private final History history;
    private final InstantSource clock;
    private final FailureLog failures = new FailureLog(LOG, "metrics are exchanged with the database again");
    private Instant savedUntil = Instant.EPOCH;
    private Instant loadedUntil = Instant.EPOCH;

    MinuteExchange(String node, JdbcMinutes minutes, History history, InstantSource clock) {
        this.node = node;
        this.minutes = minutes;
        this.history = history;
        this.clock = clock;
    }

    /// Learns the last hour of all nodes, this one's own before it was started included.
    synchronized void restore() {
        Instant now = clock.instant();
        try {
            Instant oldest = History.minuteOf(now).minus(History.SPAN);
            minutes.load(oldest).stream()
                    .filter(minute -> !minute.minute().isBefore(oldest))
                    .forEach(history::put);
            loadedUntil = now;
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "the metrics of the last hour cannot be read; they begin anew");
        }
        savedUntil = now;
    }

    /// Writes what is new here, reads what is new elsewhere.
    synchronized void run() {
        Instant now = clock.instant();
        try {
            // With the time of writing: the others read what was written since they read last, however late that is.
            List<NodeMinute> fresh = history.writtenSince(node, savedUntil).stream()
                    .map(minute -> minute.writtenAt(now))
                    .toList();
            if (!fresh.isEmpty()) {
                minutes.save(fresh);
            }
            if (!History.minuteOf(now).equals(History.minuteOf(savedUntil))) {
                minutes.forgetBefore(now.minus(KEPT));
            }
            savedUntil = now;
            minutes.load(loadedUntil.minus(SLACK)).stream()
                    .filter(minute -> !minute.node().equals(node))
                    .forEach(history::learn);
            loadedUntil = now;
            failures.worked();
        } catch (DatabaseException e) {
            failures.failed("metrics cannot be exchanged with the database; tried again later");
        }
    }
}
