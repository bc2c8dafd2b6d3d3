package io.tollgate.guard.login;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The budgets known to be used up, so that a flood of guesses against them costs no transaction. Thread-safe, bounded.
final class ExhaustedBudgets {
    private static final int CAPACITY = 50_000;

    private final ExpiringMemory memory = new ExpiringMemory(CAPACITY);

    void remember(Guess guess, Reservation.Exhausted exhausted, Instant now) {
        if (guess.budgets().contains(exhausted.budget())) {
            memory.put(exhausted.budget().keyOf(guess), now.plus(exhausted.retryAfter()), now);
        }
    }

    /// The budget that keeps this guess waiting; empty when none is known to.
    Optional<Reservation.Exhausted> find(Guess guess, Instant now) {
        for (Budget budget : guess.budgets()) {
            Optional<Instant> end = memory.get(budget.keyOf(guess), now);
            if (end.isPresent()) {
                return Optional.of(new Reservation.Exhausted(budget, Duration.between(now, end.get())));
            }
        }
        return Optional.empty();
    }

    /// Rows of this guess's account and client were removed, so its budgets may have room again.
    void forget(Guess guess) {
        guess.budgets().forEach(budget -> memory.remove(budget.keyOf(guess)));
    }

    /// All guesses at an account were taken back.
    void forgetAccount(String account) {
        memory.removeIf(key -> Budget.isOfAccount(key, account));
    }

    void clear() {
        memory.clear();
    }
}
