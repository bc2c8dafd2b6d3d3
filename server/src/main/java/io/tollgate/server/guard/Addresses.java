package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What people do about addresses, over HTTP and from the command line. Works on the database; the nodes hear of it
/// through the change feed. Thread-safe.
public final class Addresses {

    /// An address with its standing.
    public record Entry(ClientAddress address, Standing standing) {}

    private final Database database;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final JdbcStandingStore store;

    public Addresses(Database database, ChangeFeed feed, InstantSource clock) {
        this.database = database;
        this.feed = feed;
        this.clock = clock;
        this.store = new JdbcStandingStore(database, feed, clock);
    }

    /// @param worst whether the worst come first, else the best
    public List<Entry> list(boolean worst, int limit) {
        return worst ? store.worst(limit) : store.best(limit);
    }

    /// Keeps an address out.
    ///
    /// @param duration empty for a ban without an end
    public Standing ban(ClientAddress address, String reason, Optional<Duration> duration) {
        return change(address, standing -> standing.bannedByHand(reason, duration, now()));
    }

    /// Lets an address in again: its ban ends, its score is neutral, its windows and guesses are empty. All at once, so
    /// that no window is emptied after the address was let in.
    public Standing unban(ClientAddress address) {
        List<Change> changes =
                List.of(Change.guessesForgotten(address.key()), Change.standingChanged(address.key()));
        Standing pardoned = database.write(handle -> {
            Standing standing = store.update(handle, address, before -> before.pardoned(now()));
            JdbcGuessLedger.forget(handle, address);
            feed.append(handle, changes);
            return standing;
        });
        feed.announce(changes);
        return pardoned;
    }

    /// Exempts an address from limits and bans for a time.
    public Standing allow(ClientAddress address, Duration duration) {
        return change(address, standing -> standing.allowed(now().plus(duration), now()));
    }

    public Standing setScore(ClientAddress address, int score) {
        return change(address, standing -> standing.withScore(score, now()));
    }

    private Standing change(ClientAddress address, UnaryOperator<Standing> change) {
        Standing changed = store.update(address, change);
        feed.announce(List.of(Change.standingChanged(address.key())));
        return changed;
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
