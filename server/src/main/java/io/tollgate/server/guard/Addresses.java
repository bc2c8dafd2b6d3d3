package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.decision.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

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

    /// What is stored about an address.
    public Standing find(ClientAddress address) {
        return store.find(address);
    }

    /// What an undo of a refusal meets.
    public enum Remainder {
        SOMETHING,
        /// What refused is over or undone, and nothing is held against the address.
        NOTHING,
        /// A person has banned the address since, and the ban is in force.
        BAN_BY_HAND
    }

    /// What is left to undo of the refusal of an address or account.
    public Remainder remainderOf(Decision refusal) {
        return remainderOf(refusal, find(refusal.address()));
    }

    private Remainder remainderOf(Decision refusal, Standing standing) {
        Instant now = clock.instant();
        if (isBannedByHandAfter(standing, refusal.at())) {
            return Remainder.BAN_BY_HAND;
        }
        return refusal.isOutOfPeriod(now) && standing.isBlameless(now) ? Remainder.NOTHING : Remainder.SOMETHING;
    }

    private boolean isBannedByHandAfter(Standing standing, Instant time) {
        return standing.banAt(clock.instant())
                .filter(ban -> !ban.automatic() && ban.since().isAfter(time))
                .isPresent();
    }

    /// A place in the list of addresses by score.
    public record Position(int score, String address) {}

    /// Addresses by stored score, the worst first, after a position.
    public List<Entry> worstAfter(Optional<Position> position, int limit) {
        return store.worstAfter(position.orElse(new Position(-1, "")), limit);
    }

    /// @param worst whether the worst come first, banned ones before all; else the best, without those
    public List<Entry> list(boolean worst, int limit) {
        return worst ? store.worst(limit) : store.best(limit);
    }

    /// Keeps an address out.
    ///
    /// @param duration empty for a ban without an end
    public Standing ban(ClientAddress address, String reason, Optional<Duration> duration) {
        return change(address, standing -> standing.bannedByHand(reason, duration, clock.instant()));
    }

    /// Lets an address in again: its ban ends, its score is neutral, its windows and guesses are empty. All at once, so
    /// that no window is emptied after the address was let in.
    public Standing unban(ClientAddress address) {
        return unbanUnless(address, _ -> false).orElseThrow();
    }

    /// Lets the address of a refusal in again as [#unban] does, if that leaves something to undo.
    ///
    /// @return whether it did
    public boolean undo(Decision refusal) {
        return unbanUnless(refusal.address(), before -> remainderOf(refusal, before) != Remainder.SOMETHING)
                .isPresent();
    }

    private Optional<Standing> unbanUnless(ClientAddress address, Predicate<Standing> keepsOut) {
        List<Change> changes =
                List.of(Change.guessesForgotten(address.key()), Change.standingChanged(address.key()));
        Optional<Standing> pardoned = database.write(handle -> {
            boolean[] keptOut = new boolean[1];
            Standing standing = store.update(handle, address, before -> {
                keptOut[0] = keepsOut.test(before);
                return keptOut[0] ? before : before.pardoned(clock.instant());
            });
            if (keptOut[0]) {
                return Optional.empty();
            }
            JdbcGuessLedger.forget(database, handle, address);
            feed.append(handle, changes);
            return Optional.of(standing);
        });
        if (pardoned.isPresent()) {
            feed.announce(changes);
        }
        return pardoned;
    }

    /// Exempts an address from limits and bans for a time.
    public Standing allow(ClientAddress address, Duration duration) {
        return change(address, standing -> standing.allowed(clock.instant().plus(duration)));
    }

    public Standing setScore(ClientAddress address, int score) {
        return change(address, standing -> standing.withScore(score, clock.instant()));
    }

    /// Takes back all wrong guesses at an account, so that whoever must wait for it need not.
    ///
    /// @param account keyed hash of its name
    public void forgiveAccount(String account) {
        announced(Change.accountForgiven(account), handle -> JdbcGuessLedger.forgetAccount(database, handle, account));
    }

    /// Empties the windows of a person.
    public void forgivePerson(String userId) {
        announced(Change.personForgiven(userId), _ -> {});
    }

    private void announced(Change change, Consumer<Handle> statements) {
        database.writeOnly(handle -> {
            statements.accept(handle);
            feed.append(handle, List.of(change));
        });
        feed.announce(List.of(change));
    }

    private Standing change(ClientAddress address, UnaryOperator<Standing> change) {
        Standing changed = store.update(address, change);
        feed.announce(List.of(Change.standingChanged(address.key())));
        return changed;
    }
}
