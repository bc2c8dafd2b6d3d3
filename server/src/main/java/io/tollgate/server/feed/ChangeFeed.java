package io.tollgate.server.feed;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.database.Sweep;
import java.lang.System.Logger.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Appends changes and tells listeners of them, this node's own included. Thread-safe.
///
/// A change made here reaches the listeners here at once when its maker calls [#announce] after the commit, and once
/// more by the poll; listeners therefore must not mind hearing twice.
public final class ChangeFeed implements AutoCloseable {
    static final Duration POLL = Duration.ofMillis(500);
    static final Duration STALE_AFTER = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(ChangeFeed.class.getName());
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final int BATCH = 500;
    private static final Sweep OLD = new Sweep("change_feed", "created_at < :before", "created_at");

    private record Entry(long seq, long createdAt, Optional<Change> change) {}

    /// Before the first entry.
    private static final Entry NOTHING = new Entry(0, 0, Optional.empty());

    private final Database database;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService poller =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("change-feed").factory());

    private volatile List<ChangeListener> listeners = List.of();
    private Entry last = NOTHING;
    private volatile long lastRead;

    /// @param nanoTime monotonic, for the age of the last reading
    public ChangeFeed(Database database, InstantSource clock, LongSupplier nanoTime) {
        this.database = database;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Loads the listeners and begins to poll. Until then the feed can be appended to, and nobody hears of it.
    ///
    /// @throws DatabaseException when the first reading fails
    public void start(List<ChangeListener> all) {
        listeners = List.copyOf(all);
        reload();
        poller.scheduleWithFixedDelay(this::pollSafely, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether this node has heard of everything older than five seconds.
    public boolean isFresh() {
        return nanoTime.getAsLong() - lastRead < STALE_AFTER.toNanos();
    }

    /// Writes changes in the transaction that makes them. The last thing a transaction does, for it holds up others.
    public void append(Handle handle, Collection<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        database.lock(handle, DatabaseLock.CHANGE_FEED);
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO change_feed (kind, subject, detail, created_at)
                VALUES (:kind, :subject, :detail, :now)""")) {
            for (Change change : changes) {
                batch.bind("kind", change.kind().text())
                        .bind("subject", change.subject())
                        .bind("detail", change.detail().orElse(null))
                        .bind("now", clock.millis())
                        .add();
            }
            batch.execute();
        }
    }

    /// Makes changes take effect on this node at once; to be called after their transaction has committed.
    ///
    /// Reads the feed rather than apply them as they are: a later change of the same subject may have been read
    /// meanwhile, and must not be undone by an earlier one.
    public synchronized void announce(Collection<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try {
            poll();
        } catch (DatabaseException e) {
            // The next poll that succeeds applies them once more, in their order.
            applyWhereItCan(List.copyOf(changes));
        }
    }

    /// They are committed, so whoever made them must not hear that they failed.
    private void applyWhereItCan(List<Change> changes) {
        for (ChangeListener listener : listeners) {
            try {
                listener.apply(changes);
            } catch (DatabaseException e) {
                LOG.log(Level.WARNING, "a change takes effect on this node only once the database can be read again", e);
            }
        }
    }

    private void apply(List<Change> changes) {
        listeners.forEach(listener -> listener.apply(changes));
    }

    private void pollSafely() {
        try {
            poll();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "the change feed cannot be read; signed-in requests are refused when this lasts");
        } catch (RuntimeException | Error e) {
            // Memory that is short, or a mistake of ours; thrown, it would leave the node stale for good.
            LOG.log(Level.ERROR, "the change feed failed", e);
        }
    }

    /// Reads what is new. A node that was away for longer than it may be starts over, and so does one that no longer finds
    /// what it read last: a failover to a replica that was behind may have given its number to another change.
    synchronized void poll() {
        if (!isFresh()) {
            startOver();
            return;
        }
        long began = nanoTime.getAsLong();
        List<Entry> entries;
        do {
            entries = from(last);
            if (!isIn(entries, last)) {
                startOver();
                return;
            }
            List<Entry> news = after(last, entries);
            if (!news.isEmpty()) {
                apply(news.stream().flatMap(entry -> entry.change().stream()).toList());
                last = news.getLast();
            }
        } while (entries.size() == BATCH);
        lastRead = began;
    }

    private void startOver() {
        // First, so that whoever is let in again finds his windows empty.
        applyOnlyInTheFeed();
        reload();
    }

    /// Applies what was missed and is nowhere else, such as undone refusals; or, where what was read last is gone, all of that
    /// which the feed still has.
    private void applyOnlyInTheFeed() {
        Entry position = isIn(from(last), last) ? last : NOTHING;
        List<Entry> entries;
        do {
            entries = from(position);
            List<Entry> news = after(position, entries);
            List<Change> changes = news.stream()
                    .flatMap(entry -> entry.change().stream())
                    .filter(change -> change.kind().isOnlyInTheFeed())
                    .toList();
            if (!changes.isEmpty()) {
                applyMissed(changes);
            }
            position = news.isEmpty() ? position : news.getLast();
        } while (entries.size() == BATCH);
    }

    private void applyMissed(List<Change> changes) {
        try {
            apply(changes);
        } catch (RuntimeException e) {
            // The next time it would be the same, and a node that stays stale is the greater evil.
            LOG.log(Level.ERROR, "what was undone while this node was away is not undone on it", e);
        }
    }

    private synchronized void reload() {
        long began = nanoTime.getAsLong();
        // The position first: what commits between the two is then read twice rather than never.
        Entry newest = database.readApart(ChangeFeed::newest);
        listeners.forEach(ChangeListener::reload);
        // Only now: a reload that failed half way is begun again by the next poll.
        last = newest;
        lastRead = began;
    }

    private static Entry newest(Handle handle) {
        return handle.createQuery("""
                        SELECT seq, kind, subject, detail, created_at FROM change_feed
                        WHERE seq = (SELECT MAX(seq) FROM change_feed) LIMIT 1""")
                .map((row, _) -> entry(row))
                .findOne()
                .orElse(NOTHING);
    }

    /// An entry, if it is still there, and those after it.
    private List<Entry> from(Entry position) {
        return database.readApart(handle -> handle.createQuery("""
                        SELECT seq, kind, subject, detail, created_at FROM change_feed
                        WHERE seq >= :position ORDER BY seq LIMIT :limit""")
                .bind("position", position.seq())
                .bind("limit", BATCH)
                .map((row, _) -> entry(row))
                .list());
    }

    private static boolean isIn(List<Entry> entries, Entry first) {
        return first == NOTHING || !entries.isEmpty() && entries.getFirst().equals(first);
    }

    private static List<Entry> after(Entry position, List<Entry> entries) {
        return entries.stream().filter(entry -> entry.seq() > position.seq()).toList();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String subject = row.getString("subject");
        Optional<String> detail = Optional.ofNullable(row.getString("detail"));
        return new Entry(
                row.getLong("seq"),
                row.getLong("created_at"),
                Change.Kind.parse(row.getString("kind")).map(kind -> new Change(kind, subject, detail)));
    }

    /// Removes what every node has read long ago; to be called now and then.
    public void cleanUp() {
        OLD.run(database, Map.of("before", clock.millis() - RETENTION.toMillis()));
    }

    @Override
    public void close() {
        poller.close();
    }
}
