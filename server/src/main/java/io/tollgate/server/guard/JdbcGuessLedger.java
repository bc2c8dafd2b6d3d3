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
import io.tollgate.server.database.Sweep;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.GuardSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The ledger in the database. Exact over nodes: a reservation holds a lock on the account and then on the address, so
/// that nobody counts while somebody else inserts.
final class JdbcGuessLedger implements GuessLedger {

    private static final Sweep OLD = new Sweep("login_guesses", "guessed_at < :before", "guessed_at");

    private record Row(String id, String digest, boolean failed, Instant at) {}

    /// A slot that counts against a budget.
    ///
    /// @param settled whether it is known to be a wrong guess, or nobody is hashing it any more
    private record Slot(Instant at, boolean settled) {}

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
                    : new Reservation.Running(same.get().id(), same.get().at());
        }
        Count count = new Count(budgets, now);
        count.add(Budget.CLIENT, ofClient.stream()
                .map(row -> new Slot(row.at(), row.failed() || !row.at().isAfter(settledBefore(now))))
                .toList());
        if (!guess.isKnownDevice()) {
            count.add(Budget.ACCOUNT, slots(handle, "account", guess.account(), budgets.account(), now));
            String address = guess.address().key();
            count.add(Budget.ADDRESS, slots(handle, "address", address, budgets.address(), now));
            count.add(Budget.SPRAY, failedAccounts(handle, guess, budgets.spray(), now));
            count.add(Budget.SPRAY_SLOW, failedAccounts(handle, guess, budgets.spraySlow(), now));
        }
        if (count.exhausted.isPresent()) {
            return count.exhausted.get();
        }
        if (count.busy.isPresent()) {
            return count.busy.get();
        }
        String id = ids.next();
        insert(handle, id, guess, now);
        return new Reservation.Granted(id, count.filled, count.over);
    }

    /// Compares budgets with the slots that count against them, newest first.
    private static final class Count {
        private final LoginBudgets budgets;
        private final Instant now;
        private final Set<Budget> filled = EnumSet.noneOf(Budget.class);
        private final List<Reservation.Exhausted> over = new ArrayList<>();
        private Optional<Reservation.Exhausted> exhausted = Optional.empty();
        private Optional<Reservation.Busy> busy = Optional.empty();

        private Count(LoginBudgets budgets, Instant now) {
            this.budgets = budgets;
            this.now = now;
        }

        private void add(Budget budget, List<Slot> newestFirst) {
            RateLimit limit = budgets.of(budget);
            if (newestFirst.size() >= limit.count()) {
                if (newestFirst.stream().filter(Slot::settled).count() >= limit.count()) {
                    exhausted(new Reservation.Exhausted(
                            budget, Duration.between(now, newestFirst.get(limit.count() - 1).at().plus(limit.period()))));
                } else if (budgets.enforces(budget)) {
                    busy = Optional.of(new Reservation.Busy(budget));
                }
            } else if (newestFirst.size() == limit.count() - 1) {
                filled.add(budget);
            }
        }

        private void exhausted(Reservation.Exhausted full) {
            if (!budgets.enforces(full.budget())) {
                over.add(full);
            } else if (exhausted.filter(other -> other.retryAfter().compareTo(full.retryAfter()) >= 0).isEmpty()) {
                exhausted = Optional.of(full);
            }
        }
    }

    private static Instant settledBefore(Instant now) {
        return now.minus(SETTLED_WITHIN);
    }

    private static long since(RateLimit limit, Instant now) {
        return now.minus(limit.period()).toEpochMilli();
    }

    private static List<Row> ofClient(Handle handle, Guess guess, long since) {
        return handle.createQuery("""
                        SELECT id, digest, failed, guessed_at FROM login_guesses
                        WHERE account = :account AND client = :client AND guessed_at > :since
                        ORDER BY guessed_at DESC LIMIT :limit""")
                .bind("limit", GuardSettings.MAX_BUDGET_COUNT)
                .bind("account", guess.account())
                .bind("client", guess.client())
                .bind("since", since)
                .map((row, _) -> new Row(
                        row.getString("id"),
                        row.getString("digest"),
                        row.getBoolean("failed"),
                        Instant.ofEpochMilli(row.getLong("guessed_at"))))
                .list();
    }

    /// @param column a name of ours, never from outside
    private static List<Slot> slots(Handle handle, String column, String value, RateLimit limit, Instant now) {
        return handle.createQuery("SELECT guessed_at, CASE WHEN failed THEN 1 ELSE 0 END AS failed FROM login_guesses WHERE " + column + """
                        \s= :value AND known_device = FALSE AND guessed_at > :since
                        ORDER BY guessed_at DESC LIMIT :limit""")
                .bind("value", value)
                .bind("since", since(limit, now))
                .bind("limit", limit.count())
                .map((row, _) -> slot(row, now))
                .list();
    }

    private static Slot slot(ResultSet row, Instant now) throws SQLException {
        Instant at = Instant.ofEpochMilli(row.getLong("guessed_at"));
        return new Slot(at, row.getInt("failed") > 0 || !at.isAfter(settledBefore(now)));
    }

    /// When each other account failed last from this address.
    private static List<Slot> failedAccounts(Handle handle, Guess guess, RateLimit limit, Instant now) {
        return handle.createQuery("""
                        SELECT MAX(guessed_at) AS guessed_at, MAX(CASE WHEN failed THEN 1 ELSE 0 END) AS failed
                        FROM login_guesses
                        WHERE address = :address AND known_device = FALSE AND guessed_at > :since
                            AND account <> :account
                        GROUP BY account ORDER BY MAX(login_guesses.guessed_at) DESC LIMIT :limit""")
                .bind("address", guess.address().key())
                .bind("since", since(limit, now))
                .bind("account", guess.account())
                .bind("limit", limit.count())
                .map((row, _) -> slot(row, now))
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
        database.writeOnly(handle -> forget(database, handle, address));
    }

    static void forget(Database database, Handle handle, ClientAddress address) {
        delete(database, handle, "address = :address", Map.of("address", address.key()));
    }

    /// Locks the rows in the order of their ids. Those of one address and those of one account may be the same, found by
    /// different indexes; without an order of their own two transactions could each wait for what the other has locked.
    ///
    /// @param condition a text of ours, never from outside
    private static int delete(Database database, Handle handle, String condition, Map<String, String> values) {
        return handle.createUpdate("WITH theirs AS (SELECT id FROM login_guesses WHERE " + condition + " ORDER BY id"
                        + database.locking() + ") DELETE FROM login_guesses WHERE id IN (SELECT id FROM theirs)")
                .bindMap(values)
                .execute();
    }

    /// How many wrong guesses unknown clients made at an account within the period of `budget`, at most its count.
    static int guessesOfStrangers(Handle handle, String account, RateLimit budget, Instant now) {
        return (int) slots(handle, "account", account, budget, now).stream()
                .filter(Slot::settled)
                .count();
    }

    /// Forgets all guesses at an account.
    static void forgetAccount(Database database, Handle handle, String account) {
        delete(database, handle, "account = :account", Map.of("account", account));
    }

    /// Removes the rows of an account and client whose password was right, in the transaction of the login.
    ///
    /// @return whether there were wrong guesses among them
    static boolean accept(Database database, Handle handle, Guess guess) {
        int removed = delete(
                database,
                handle,
                "account = :account AND client = :client",
                Map.of("account", guess.account(), "client", guess.client()));
        return removed > 1;
    }

    /// Removes what has left every window.
    void forgetBefore(Instant before) {
        OLD.run(database, Map.of("before", before.toEpochMilli()));
    }
}
