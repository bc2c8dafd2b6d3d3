package io.tollgate.server.session;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Ends sessions. Thread-safe.
///
/// Methods that take a [Handle] are steps of a transaction that its caller owns, and return the changes to [#announce]
/// once it has committed.
public final class SessionRevoker {
    /// Every session that ends is a change that all nodes hear of and remember; so a person can make only so many.
    public static final int MOST_SESSIONS = 100;

    private static final System.Logger LOG = System.getLogger(SessionRevoker.class.getName());

    private final Database database;
    private final ChangeFeed feed;
    private final InstantSource clock;

    public SessionRevoker(Database database, ChangeFeed feed, InstantSource clock) {
        this.database = database;
        this.feed = feed;
        this.clock = clock;
    }

    /// Ends one session of a person, at once on this node and within a second on the others.
    ///
    /// @return false when he has no live session of that id
    public boolean end(String userId, String sessionId, EndReason reason) {
        List<Change> changes = announcing(handle ->
                published(handle, SessionStore.endLive(handle, userId, sessionId, reason, clock.instant())));
        return !changes.isEmpty();
    }

    /// Ends all sessions of a person.
    public void endAll(String userId, EndReason reason) {
        announcing(handle -> endAll(handle, userId, reason));
    }

    /// As [#endAll(String, EndReason)], within a transaction.
    public List<Change> endAll(Handle handle, String userId, EndReason reason) {
        return endOthers(handle, userId, "", reason);
    }

    /// Ends all sessions of a person but one, within a transaction.
    public List<Change> endOthers(Handle handle, String userId, String kept, EndReason reason) {
        return published(handle, SessionStore.endOthers(database, handle, userId, kept, reason, clock.instant()));
    }

    /// Ends those that were used least lately of a person who has more than [#MOST_SESSIONS]. What cannot be ended now is
    /// left to his next login: this one has succeeded, and must not be answered as if it had not.
    ///
    /// @return the ids of those that ended
    public List<String> endSurplus(String userId) {
        try {
            return endSurplus(userId, clock.instant()).stream().map(Change::subject).toList();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "sessions that a person has too many of could not be ended; left to his next login", e);
            return List.of();
        }
    }

    private List<Change> endSurplus(String userId, Instant now) {
        return database.read(handle -> SessionStore.live(handle, userId, MOST_SESSIONS + 1, now)) <= MOST_SESSIONS
                ? List.of()
                : announcing(handle -> published(handle, SessionStore.endSurplus(
                        database, handle, userId, MOST_SESSIONS, EndReason.SURPLUS, now)));
    }

    private List<Change> published(Handle handle, List<String> endedIds) {
        List<Change> changes = endedIds.stream().map(Change::sessionEnded).toList();
        feed.append(handle, changes);
        return changes;
    }

    private List<Change> announcing(Function<Handle, List<Change>> transaction) {
        List<Change> changes = database.write(transaction);
        announce(changes);
        return changes;
    }

    /// Makes changes of a committed transaction take effect on this node at once.
    public void announce(List<Change> changes) {
        feed.announce(changes);
    }
}
