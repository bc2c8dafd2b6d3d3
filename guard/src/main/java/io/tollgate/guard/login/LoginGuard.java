package io.tollgate.guard.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/// Stands before every check of a password. Thread-safe; callers wait.
///
/// A guess first reserves a slot in the ledger, then is hashed, then settled. The same guess of the same client at the
/// same time is hashed once in this process: later comers wait for the first. On other nodes it shares the slot and
/// waits for the row. See the package for why.
///
/// @param <T> what a right password yields, such as the account
public final class LoginGuard<T> {
    /// How often a row of another node is looked at.
    private static final Duration POLL = Duration.ofMillis(25);

    /// For how long a guess of a stranger waits for its turn. Clients wait for an answer for some half a minute, and none of the
    /// work for one who has gone is of use to anybody.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int REMEMBERED_WRONG = 20_000;

    private final GuessLedger ledger;
    private final LoginBudgets budgets;
    private final InstantSource clock;
    private final ExhaustedBudgets exhausted = new ExhaustedBudgets();
    private final InFlight inFlight;
    private final Turns turns;
    private final ExpiringMemory wrong = new ExpiringMemory(REMEMBERED_WRONG);
    private final Map<String, CompletableFuture<Verdict<T>>> running = new ConcurrentHashMap<>();

    /// What the first of several equal guesses found out for all of them.
    private sealed interface Verdict<T> {
        record Right<T>(T value) implements Verdict<T> {}

        record Wrong<T>() implements Verdict<T> {}

        record Busy<T>(Budget budget) implements Verdict<T> {}

        record Crowded<T>() implements Verdict<T> {}

        record Throttled<T>(Budget budget, Duration retryAfter) implements Verdict<T> {}
    }

    /// One call of [#attempt].
    private record Attempt<T>(Guess guess, String key, Supplier<Optional<T>> check, BudgetListener listener) {}

    /// @param atOnce  guesses of strangers that are looked at together: somewhat more than hashes run at once, so that one
    ///                is hashed while another is written down
    /// @param waiting guesses of strangers that may wait; those beyond, and those that have waited for twenty seconds, are
    ///                [LoginOutcome.Crowded]
    public LoginGuard(GuessLedger ledger, LoginBudgets budgets, InstantSource clock, int atOnce, int waiting) {
        this.ledger = ledger;
        this.budgets = budgets;
        this.inFlight = new InFlight(budgets);
        this.turns = new Turns(atOnce, waiting, PATIENCE, budgets.address().period(), clock);
        this.clock = clock;
    }

    /// Tries a guess.
    ///
    /// @param check  hashes; empty when the password is wrong. Throws [NotHashedException] when no hash ran.
    /// @param listener hears of the budgets that this guess fills by being wrong
    /// @param accept makes the login take effect and removes the guess's rows from the ledger, in one transaction
    /// @throws RuntimeException what `check`, `accept` or the ledger threw; nothing is accepted then
    public <R> LoginOutcome<R> attempt(
            Guess guess, Supplier<Optional<T>> check, BudgetListener listener, Function<T, R> accept) {
        String key = guess.account() + ' ' + guess.client() + ' ' + guess.digest();
        CompletableFuture<Verdict<T>> mine = new CompletableFuture<>();
        CompletableFuture<Verdict<T>> first = running.putIfAbsent(key, mine);
        if (first != null) {
            return finish(guess, join(first), accept);
        }
        try {
            Verdict<T> verdict = decide(new Attempt<>(guess, key, check, listener));
            mine.complete(verdict);
            // Still listed while the login takes effect: until its rows are gone, an equal guess that asked the ledger
            // would find a row that nobody is hashing.
            return finish(guess, verdict, accept);
        } catch (RuntimeException | Error e) {
            // Errors too, or those who wait would wait for ever.
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(key, mine);
        }
    }

    private static <T> Verdict<T> join(CompletableFuture<Verdict<T>> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                default -> throw e;
            }
        }
    }

    private <R> LoginOutcome<R> finish(Guess guess, Verdict<T> verdict, Function<T, R> accept) {
        return switch (verdict) {
            case Verdict.Right<T>(T value) -> {
                R result = accept.apply(value);
                exhausted.forget(guess);
                yield new LoginOutcome.Accepted<>(result);
            }
            case Verdict.Wrong<T>() -> new LoginOutcome.Wrong<>();
            case Verdict.Busy<T>(Budget budget) -> new LoginOutcome.Busy<>(budget);
            case Verdict.Crowded<T>() -> new LoginOutcome.Crowded<>();
            case Verdict.Throttled<T>(Budget budget, Duration retryAfter) ->
                new LoginOutcome.Throttled<>(budget, retryAfter);
        };
    }

    private Verdict<T> decide(Attempt<T> attempt) {
        Guess guess = attempt.guess();
        Optional<Verdict<T>> known = remembered(attempt);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Budget> crowded = inFlight.enter(guess);
        if (crowded.isPresent()) {
            return new Verdict.Busy<>(crowded.get());
        }
        try {
            return guess.isKnownDevice() ? askLedger(attempt) : inTurn(attempt);
        } finally {
            inFlight.leave(guess);
        }
    }

    /// What needs neither ledger nor hash.
    private Optional<Verdict<T>> remembered(Attempt<T> attempt) {
        Instant now = clock.instant();
        if (wrong.get(attempt.key(), now).isPresent()) {
            return Optional.of(new Verdict.Wrong<>());
        }
        return exhausted.find(attempt.guess(), now)
                .map(full -> new Verdict.Throttled<>(full.budget(), full.retryAfter()));
    }

    private Verdict<T> inTurn(Attempt<T> attempt) {
        if (!turns.enter(attempt.guess().address())) {
            return new Verdict.Crowded<>();
        }
        try {
            // The budget may have been used up while this guess waited.
            return remembered(attempt).orElseGet(() -> askLedger(attempt));
        } finally {
            turns.leave(attempt.guess().address());
        }
    }

    private Verdict<T> askLedger(Attempt<T> attempt) {
        return askLedger(attempt, running -> follow(attempt, running.id(), running.since()));
    }

    /// @param elsewhere what to do when another node hashes the guess
    private Verdict<T> askLedger(Attempt<T> attempt, Function<Reservation.Running, Verdict<T>> elsewhere) {
        Instant now = clock.instant();
        return switch (ledger.reserve(attempt.guess(), budgets)) {
            case Reservation.Granted granted -> hashOwn(attempt, granted);
            case Reservation.Running running -> elsewhere.apply(running);
            case Reservation.KnownWrong() -> rememberWrong(attempt, now);
            case Reservation.Busy(Budget budget) -> new Verdict.Busy<>(budget);
            case Reservation.Exhausted used -> {
                exhausted.remember(attempt.guess(), used, now);
                yield new Verdict.Throttled<>(used.budget(), used.retryAfter());
            }
        };
    }

    private Verdict<T> hashOwn(Attempt<T> attempt, Reservation.Granted granted) {
        granted.over().forEach(full -> attempt.listener().overWatched(attempt.guess(), full.budget(), full.retryAfter()));
        Verdict<T> verdict;
        try {
            verdict = hash(attempt, granted.id());
        } catch (NotHashedException e) {
            ledger.returned(granted.id());
            throw e.reason();
        }
        if (verdict instanceof Verdict.Wrong<T>) {
            granted.filled().forEach(budget -> attempt.listener().filled(attempt.guess(), budget));
        }
        return verdict;
    }

    /// Hashes under the slot of another node, which may have hashed as well, so that the slot is never given back.
    private Verdict<T> hashShared(Attempt<T> attempt, String id) {
        try {
            return hash(attempt, id);
        } catch (NotHashedException e) {
            throw e.reason();
        }
    }

    private Verdict<T> hash(Attempt<T> attempt, String id) {
        Optional<T> right = attempt.check().get();
        if (right.isPresent()) {
            return new Verdict.Right<>(right.get());
        }
        ledger.failed(id);
        if (!attempt.guess().isKnownDevice()) {
            turns.guessedWrong(attempt.guess().address());
        }
        return rememberWrong(attempt, clock.instant());
    }

    private Verdict<T> rememberWrong(Attempt<T> attempt, Instant now) {
        wrong.put(attempt.key(), now.plus(budgets.client().period()), now);
        return new Verdict.Wrong<>();
    }

    /// Waits for the node that hashes this guess. When it was right there, or nobody settles it, it is hashed here too,
    /// under the same slot: somebody whose right password was being hashed when a node died gets in.
    private Verdict<T> follow(Attempt<T> attempt, String id, Instant since) {
        Instant now = clock.instant();
        // The nodes' clocks may differ, and one may be set back meanwhile, but nobody waits longer than that.
        Instant end = (since.isBefore(now) ? since : now).plus(GuessLedger.SETTLED_WITHIN);
        GuessLedger.Progress progress = ledger.progress(id);
        for (long polls = GuessLedger.SETTLED_WITHIN.dividedBy(POLL);
                polls > 0 && progress == GuessLedger.Progress.RUNNING && clock.instant().isBefore(end);
                polls--) {
            LockSupport.parkNanos(POLL.toNanos());
            progress = ledger.progress(id);
        }
        return switch (progress) {
            case FAILED -> rememberWrong(attempt, clock.instant());
            case RUNNING -> hashShared(attempt, id);
            case GONE -> again(attempt);
        };
    }

    /// The row is gone, so the guess was right elsewhere or never hashed: it needs a slot of its own now.
    private Verdict<T> again(Attempt<T> attempt) {
        // Another of the many that were waiting may have been quicker; this one is hashed under its slot then.
        return askLedger(attempt, running -> hashShared(attempt, running.id()));
    }

    /// How many guesses wait for their turn.
    public int waiting() {
        return turns.waiting();
    }

    /// Forgets what this node remembers of one account, after a reset of its password.
    public void forgetAccount(String account) {
        exhausted.forgetAccount(account);
        wrong.removeIf(key -> key.startsWith(account + ' '));
    }

    /// Forgets what this node remembers of used-up budgets and wrong guesses, after an admin's undo.
    public void forget() {
        exhausted.clear();
        wrong.clear();
    }
}
