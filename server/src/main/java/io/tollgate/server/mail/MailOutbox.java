package io.tollgate.server.mail;

import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.SecretBox;
import io.tollgate.server.secret.ServerSecrets;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What is to be mailed, in the database: durable with the transaction that asks for it, and sent by one of the nodes.
/// Thread-safe.
///
/// Bounded: a subject has at most one mail of a kind waiting and is sent [#PER_HOUR] of them in an hour; of all subjects
/// together about [#CAPACITY] wait. What exceeds that is dropped and counted; fails open, for asking never throws unless
/// the database does. Without a mail server nothing is kept.
public final class MailOutbox {
    public static final int PER_HOUR = 3;
    static final int CAPACITY = 10_000;

    /// A mail that could not be sent by then is of no use any more.
    static final Duration GIVE_UP = Duration.ofHours(24);

    private static final System.Logger LOG = System.getLogger(MailOutbox.class.getName());
    private static final Duration HOUR = Duration.ofHours(1);
    /// Clocks of nodes may differ by this much. What is said to be further ahead was written before a clock was set back,
    /// and must hold up nothing until that time comes again.
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    /// How a mail ended.
    enum Outcome {
        SENT,
        /// There was nothing to say, as to an address without an account.
        MOOT,
        /// Refused for good, or tried for a day.
        FAILED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param waiting on all nodes
    /// @param sent    by this node since its start, as the others
    /// @param dropped because too many waited
    public record Metrics(long waiting, long sent, long failed, long dropped) {}

    private final Database database;
    private final SecretBox box;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final boolean enabled;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile long waiting;

    /// @param enabled whether there is a mail server
    public MailOutbox(Database database, SecretBox box, TimeOrderedIds ids, InstantSource clock, boolean enabled) {
        this.database = database;
        this.box = box;
        this.ids = ids;
        this.clock = clock;
        this.enabled = enabled;
    }

    /// The outbox of a database, whatever process asks.
    public static MailOutbox of(
            Database database,
            ServerSecrets secrets,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random,
            boolean enabled) {
        return new MailOutbox(
                database, SecretBox.derivedFrom(secrets.get("mail-outbox"), "mail outbox", random), ids, clock, enabled);
    }

    public boolean isEnabled() {
        return enabled;
    }

    /// Whether mails are dropped because too many wait; the same for whomever they are.
    public boolean isFull() {
        return waiting >= CAPACITY;
    }

    public Metrics metrics() {
        return new Metrics(waiting, sent.sum(), failed.sum(), dropped.sum());
    }

    /// Asks for a mail, in a transaction of its own.
    public void add(MailIntent intent) {
        if (enabled) {
            database.writeOnly(handle -> add(handle, intent));
        }
    }

    /// Asks for a mail within a transaction.
    public void add(Handle handle, MailIntent intent) {
        if (!enabled) {
            return;
        }
        if (isFull()) {
            dropped.increment();
            return;
        }
        Instant now = clock.instant();
        Optional<Instant> room = nextRoom(handle, intent.kind(), intent.subject(), now);
        boolean mayDefer = intent.tooMany() == MailIntent.TooMany.DEFER;
        if (room.isEmpty() || mayDefer) {
            QueuedMail mail = new QueuedMail(
                    ids.next(), intent.kind(), intent.subject(), intent.details(), 1, now, room.orElse(now), 0);
            byte[] sealed = box.seal(MAPPER.writeValueAsBytes(intent.details()));
            OutboxRows.insertOrFold(handle, mail, sealed, mayDefer);
        } else {
            // Written down as well: else the time it takes would tell which of them are answered with a mail that still waits.
            OutboxRows.countDropped(handle, intent.kind(), intent.subject());
        }
    }

    /// When a subject may be sent a further mail of a kind; empty when that is now.
    private static Optional<Instant> nextRoom(Handle handle, String kind, String subject, Instant now) {
        List<Instant> recent =
                OutboxRows.createdBetween(handle, kind, subject, now.minus(HOUR), now.plus(SLACK), PER_HOUR);
        return recent.size() < PER_HOUR ? Optional.empty() : Optional.of(recent.getLast().plus(HOUR));
    }

    /// Mails whose time has come, the longest due first.
    List<QueuedMail> due(int limit) {
        waiting = database.read(OutboxRows::waiting);
        return database.read(handle -> OutboxRows.due(handle, clock.instant(), limit, this::open));
    }

    /// What was sealed; nothing when the key is another by now, so that the mail proves moot.
    private Map<String, String> open(byte[] sealed) {
        try {
            return box.open(sealed).map(bytes -> MAPPER.readValue(bytes, DETAILS)).orElse(Map.of());
        } catch (JacksonException e) {
            return Map.of();
        }
    }

    /// Takes a mail for this node until the lease ends.
    ///
    /// @return empty when another node took it or it is done with
    Optional<Instant> lease(QueuedMail mail, Duration lease) {
        Instant end = clock.instant().plus(lease);
        return database.write(handle -> OutboxRows.reschedule(handle, mail.id(), mail.dueAt(), end, mail.attempts()))
                ? Optional.of(end)
                : Optional.empty();
    }

    /// Gives a leased mail back, to be tried again.
    void retry(QueuedMail mail, Instant leaseEnd, Duration pause) {
        Instant due = clock.instant().plus(pause);
        database.write(handle -> OutboxRows.reschedule(handle, mail.id(), leaseEnd, due, mail.attempts() + 1));
    }

    /// Ends a mail. If it was asked for again while it was sent, another waits from now on.
    void finish(QueuedMail mail, Outcome outcome) {
        Instant now = clock.instant();
        database.writeOnly(handle -> {
            if (OutboxRows.finish(handle, mail.id(), outcome.text(), now)) {
                Optional<Instant> room = nextRoom(handle, mail.kind(), mail.subject(), now);
                OutboxRows.keepUntold(handle, mail, ids.next(), now, room.orElse(now));
                OutboxRows.empty(handle, mail.id());
            }
        });
        switch (outcome) {
            case SENT -> sent.increment();
            case FAILED -> failed.increment();
            case MOOT -> {}
        }
    }

    /// Makes due what waits for a time that is out of reach since a clock was set back: nothing is put off for more than an
    /// hour.
    public void catchUp() {
        Instant now = clock.instant();
        database.writeOnly(handle -> OutboxRows.catchUp(handle, now.plus(HOUR).plus(SLACK), now));
    }

    /// Ends what has waited for [#GIVE_UP] and nobody sends at this moment, as when there is no mail server any more.
    public void giveUp() {
        Instant now = clock.instant();
        int givenUp = database.write(
                handle -> OutboxRows.giveUp(handle, Outcome.FAILED.text(), now.minus(GIVE_UP), now));
        if (givenUp > 0) {
            failed.add(givenUp);
            LOG.log(Level.WARNING, "{0} mails could not be sent for a day and were given up", givenUp);
        }
    }

    /// Removes what was done with before then.
    ///
    /// @param moot for those that had nothing to say, which anybody may ask for any number of
    public void forgetBefore(Instant before, Instant moot) {
        OutboxRows.FINISHED.run(database, Map.of("before", before.toEpochMilli()));
        OutboxRows.MOOT.run(database, Map.of("before", moot.toEpochMilli()));
    }
}
