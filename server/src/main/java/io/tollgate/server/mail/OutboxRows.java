package io.tollgate.server.mail;

import io.tollgate.server.database.Sweep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The statements on the outbox. Each runs in the transaction of its handle.
final class OutboxRows {

    /// What was done with before then.
    static final Sweep FINISHED = new Sweep("mail_outbox", "finished_at < :before", "finished_at");

    /// Of those, what said nothing. The outcome is written out, for its index holds only these rows.
    static final Sweep MOOT = new Sweep("mail_outbox", "finished_at < :before AND outcome = 'moot'", "finished_at");

    private OutboxRows() {}

    /// When mails of a kind were asked for, newest first, after then and no later than that.
    static List<Instant> createdBetween(
            Handle handle, String kind, String subject, Instant after, Instant last, int limit) {
        return handle.createQuery("""
                        SELECT created_at FROM mail_outbox
                        WHERE kind = :kind AND subject = :subject AND created_at > :after AND created_at <= :last
                        ORDER BY created_at DESC LIMIT :limit""")
                .bind("kind", kind)
                .bind("subject", subject)
                .bind("after", after.toEpochMilli())
                .bind("last", last.toEpochMilli())
                .bind("limit", limit)
                .mapTo(Long.class)
                .map(Instant::ofEpochMilli)
                .list();
    }

    /// Stores a mail, or counts it with the one of its kind that waits for the same subject.
    /// The details are then those of the later one.
    static void insertOrFold(Handle handle, QueuedMail mail, byte[] sealed, boolean mayDefer) {
        handle.createUpdate("""
                        INSERT INTO mail_outbox (id, kind, subject, sealed, may_defer, repeats, created_at, due_at, attempts)
                        VALUES (:id, :kind, :subject, :sealed, :mayDefer, 1, :now, :due, 0)
                        ON CONFLICT (kind, subject) WHERE finished_at IS NULL
                        DO UPDATE SET repeats = mail_outbox.repeats + 1, sealed = excluded.sealed""")
                .bind("id", mail.id())
                .bind("kind", mail.kind())
                .bind("subject", mail.subject())
                .bind("sealed", sealed)
                .bind("mayDefer", mayDefer)
                .bind("now", mail.createdAt().toEpochMilli())
                .bind("due", mail.dueAt().toEpochMilli())
                .execute();
    }

    /// Counts a mail that is not sent, with the last of its kind for the same subject.
    static void countDropped(Handle handle, String kind, String subject) {
        handle.createUpdate("""
                        UPDATE mail_outbox SET repeats = repeats + 1 WHERE id = (
                            SELECT id FROM mail_outbox WHERE kind = :kind AND subject = :subject
                            ORDER BY created_at DESC LIMIT 1)""")
                .bind("kind", kind)
                .bind("subject", subject)
                .execute();
    }

    static long waiting(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) AS waiting FROM mail_outbox WHERE finished_at IS NULL")
                .mapTo(Long.class)
                .one();
    }

    static List<QueuedMail> due(
            Handle handle, Instant now, int limit, Function<byte[], Map<String, String>> opener) {
        return handle.createQuery("""
                        SELECT id, kind, subject, sealed, repeats, created_at, due_at, attempts
                        FROM mail_outbox WHERE finished_at IS NULL AND due_at <= :now
                        ORDER BY due_at LIMIT :limit""")
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> new QueuedMail(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("subject"),
                        opener.apply(row.getBytes("sealed")),
                        row.getInt("repeats"),
                        Instant.ofEpochMilli(row.getLong("created_at")),
                        Instant.ofEpochMilli(row.getLong("due_at")),
                        row.getInt("attempts")))
                .list();
    }

    /// Makes due what waits for longer than until then.
    static void catchUp(Handle handle, Instant latest, Instant now) {
        handle.createUpdate("UPDATE mail_outbox SET due_at = :now WHERE finished_at IS NULL AND due_at > :latest")
                .bind("now", now.toEpochMilli())
                .bind("latest", latest.toEpochMilli())
                .execute();
    }

    /// @return false when the mail is not due when it was thought to be: another node has it, or it is done with
    static boolean reschedule(Handle handle, String id, Instant seenDue, Instant due, int attempts) {
        return handle.createUpdate("""
                        UPDATE mail_outbox SET due_at = :due, attempts = :attempts
                        WHERE id = :id AND due_at = :seen AND finished_at IS NULL""")
                        .bind("due", due.toEpochMilli())
                        .bind("attempts", attempts)
                        .bind("id", id)
                        .bind("seen", seenDue.toEpochMilli())
                        .execute()
                == 1;
    }

    /// Ends a mail that waits. What was sealed stays until [#empty].
    ///
    /// @return false when it was ended before
    static boolean finish(Handle handle, String id, String outcome, Instant now) {
        return handle.createUpdate("""
                        UPDATE mail_outbox SET finished_at = :now, outcome = :outcome
                        WHERE id = :id AND finished_at IS NULL""")
                        .bind("now", now.toEpochMilli())
                        .bind("outcome", outcome)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /// Has a mail wait for what was asked for again while a finished one was sent, if it is of those that may wait.
    static void keepUntold(Handle handle, QueuedMail told, String id, Instant now, Instant due) {
        handle.createUpdate("""
                        INSERT INTO mail_outbox (id, kind, subject, sealed, may_defer, repeats, created_at, due_at, attempts)
                        SELECT :id, kind, subject, sealed, may_defer, repeats - :told, :now, :due, 0
                        FROM mail_outbox WHERE id = :finished AND may_defer = TRUE AND repeats > :told""")
                .bind("id", id)
                .bind("told", told.repeats())
                .bind("now", now.toEpochMilli())
                .bind("due", due.toEpochMilli())
                .bind("finished", told.id())
                .execute();
    }

    /// Removes what only a mail that waits needs.
    static void empty(Handle handle, String id) {
        handle.createUpdate("UPDATE mail_outbox SET sealed = :nothing WHERE id = :id")
                .bind("nothing", new byte[0])
                .bind("id", id)
                .execute();
    }

    /// Ends mails from before then that nobody has a lease of, and returns how many those are.
    static int giveUp(Handle handle, String outcome, Instant before, Instant now) {
        return handle.createUpdate("""
                        UPDATE mail_outbox SET finished_at = :now, outcome = :outcome, sealed = :nothing
                        WHERE finished_at IS NULL AND created_at < :before AND due_at <= :now""")
                .bind("now", now.toEpochMilli())
                .bind("outcome", outcome)
                .bind("nothing", new byte[0])
                .bind("before", before.toEpochMilli())
                .execute();
    }
}
