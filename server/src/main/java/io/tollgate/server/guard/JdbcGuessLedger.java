package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.GuessLedger;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.login.Reservation;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.identity.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The ledger in the database. Exact over nodes: a reservation holds a lock on the account and then on the address, so
/// that nobody counts while somebody else inserts.
final class JdbcGuessLedger implements GuessLedger {

    private record Row(String id, String digest, boolean failed, long at) {}

    private final Database database;
    private final TimeOrderedIds ids;
    private final InstantSource clock;

    JdbcGuessLedger(Database database, TimeOrderedIds ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Reservation reserve(Guess guess, LoginBudgets budgets) {
        return database.write(handle -> {
            database.lock(handle, DatabaseLock.GUESS_ACCOUNT, guess.account());
            if (!guess.isKnownDevice()) {
                database.lock(handle, DatabaseLock.GUESS_ADDRESS, guess.address().key());
            }
            return reserve(handle, guess, budgets, clock.instant());
        });
    }

    private Reservation reserve(Handle handle, Guess guess, LoginBudgets budgets, Instant now) {
        List<Row> ofClient = ofClient(handle, guess, since(budgets.client(), now));
        Optional<Row> same = ofClient.stream()
                .filter(row -> row.digest().equals(guess.storedDigest()))
                .findFirst();
        if (same.isPresent()) {
            return same.get().failed()
                    ? new Reservation.KnownWrong()
                    : new Reservation.Running(same.get().id());
        }
        Count count = new Count(now);
        count.add(Budget.CLIENT, budgets.client(), ofClient.stream().map(Row::at).toList());
        if (!guess.isKnownDevice()) {
            count.add(Budget.ACCOUNT, budgets.account(), times(handle, "account", guess.account(), budgets.account(), now));
            String address = guess.address().key();
            count.add(Budget.ADDRESS, budgets.address(), times(handle, "address", address, budgets.address(), now));
            count.add(Budget.SPRAY, budgets.spray(), failedAccounts(handle, guess, budgets.spray(), now));
            count.add(Budget.SPRAY_SLOW, budgets.spraySlow(), failedAccounts(handle, guess, budgets.spraySlow(), now));
        }
        return count.exhausted.<Reservation>map(used -> used).orElseGet(() -> {
            String id = ids.next();
            insert(handle, id, guess, now);
            return new Reservation.Granted(id, count.filled);
        });
    }

    /// Compares budgets with the times that count against them, newest first.
    private static final class Count {
        private final Instant now;
        private final Set<Budget> filled = EnumSet.noneOf(Budget.class);
        private Optional<Reservation.Exhausted> exhausted = Optional.empty();

        private Count(Instant now) {
            this.now = now;
        }

        private void add(Budget budget, RateLimit limit, List<Long> newestFirst) {
            if (newestFirst.size() >= limit.count()) {
                Instant leaves = Instant.ofEpochMilli(newestFirst.get(limit.count() - 1)).plus(limit.period());
                Duration wait = Duration.between(now, leaves);
                if (exhausted.filter(other -> other.retryAfter().compareTo(wait) >= 0).isEmpty()) {
                    exhausted = Optional.of(new Reservation.Exhausted(budget, wait));
                }
            } else if (newestFirst.size() == limit.count() - 1) {
                filled.add(budget);
            }
        }
    }

    private static long since(RateLimit limit, Instant now) {
        return now.minus(limit.period()).toEpochMilli();
    }

    private static List<Row> ofClient(Handle handle, Guess guess, long since) {
        return handle.createQuery("""
                        SELECT id, digest, failed, guessed_at FROM login_guesses
                        WHERE account = :account AND client = :client AND guessed_at > :since
                        ORDER BY guessed_at DESC LIMIT 1000""")
                .bind("account", guess.account())
                .bind("client", guess.client())
                .bind("since", since)
                .map((row, _) -> new Row(
                        row.getString("id"),
                        row.getString("digest"),
                        row.getBoolean("failed"),
                        row.getLong("guessed_at")))
                .list();
    }

    /// @param column a name of ours, never from outside
    private static List<Long> times(Handle handle, String column, String value, RateLimit limit, Instant now) {
        return handle.createQuery("SELECT guessed_at FROM login_guesses WHERE " + column + """
                        \s= :value AND known_device = FALSE AND guessed_at > :since
                        ORDER BY guessed_at DESC LIMIT :limit""")
                .bind("value", value)
                .bind("since", since(limit, now))
                .bind("limit", limit.count())
                .mapTo(Long.class)
                .list();
    }

    /// When each other account failed last from this address.
    private static List<Long> failedAccounts(Handle handle, Guess guess, RateLimit limit, Instant now) {
        return handle.createQuery("""
                        SELECT MAX(guessed_at) AS last_at FROM login_guesses
                        WHERE address = :address AND known_device = FALSE AND guessed_at > :since
                            AND account <> :account
                        GROUP BY account ORDER BY last_at DESC LIMIT :limit""")
                .bind("address", guess.address().key())
                .bind("since", since(limit, now))
                .bind("account", guess.account())
                .bind("limit", limit.count())
                .mapTo(Long.class)
                .list();
    }

    private static void insert(Handle handle, String id, Guess guess, Instant now) {
        handle.createUpdate("""
                        INSERT INTO login_guesses (id, account, client, address, known_device, digest, guessed_at, failed)
                        VALUES (:id, :account, :client, :address, :known, :digest, :now, FALSE)""")
                .bind("id", id)
                .bind("account", guess.account())
                .bind("client", guess.client())
                .bind("address", guess.address().key())
                .bind("known", guess.isKnownDevice())
                .bind("digest", guess.storedDigest())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    @Override
    public void failed(String id) {
        database.writeOnly(handle -> handle.createUpdate("UPDATE login_guesses SET failed = TRUE WHERE id = :id")
                .bind("id", id)
                .execute());
    }

    @Override
    public Progress progress(String id) {
        return database.read(handle -> handle.createQuery("SELECT failed FROM login_guesses WHERE id = :id LIMIT 1")
                .bind("id", id)
                .mapTo(Boolean.class)
                .findOne()
                .map(failed -> failed ? Progress.FAILED : Progress.RUNNING)
                .orElse(Progress.GONE));
    }

    @Override
    public void returned(String id) {
        database.writeOnly(handle -> handle.createUpdate("DELETE FROM login_guesses WHERE id = :id")
                .bind("id", id)
                .execute());
    }

    @Override
    public void forget(ClientAddress address) {
        database.writeOnly(handle -> forget(handle, address));
    }

    static void forget(Handle handle, ClientAddress address) {
        handle.createUpdate("DELETE FROM login_guesses WHERE address = :address")
                .bind("address", address.key())
                .execute();
    }

    /// Removes the rows of an account and client whose password was right, in the transaction of the login.
    ///
    /// @return whether there were wrong guesses among them
    static boolean accept(Handle handle, Guess guess) {
        int removed = handle.createUpdate("DELETE FROM login_guesses WHERE account = :account AND client = :client")
                .bind("account", guess.account())
                .bind("client", guess.client())
                .execute();
        return removed > 1;
    }

    /// Removes what has left every window.
    void forgetBefore(Instant before) {
        database.writeOnly(handle -> handle.createUpdate("DELETE FROM login_guesses WHERE guessed_at < :before")
                .bind("before", before.toEpochMilli())
                .execute());
    }
}
