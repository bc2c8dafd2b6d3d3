package io.tollgate.guard.login;

import java.time.Duration;

/// Hears of budgets that wrong guesses have used up.
@FunctionalInterface
public interface BudgetListener {

    /// A wrong guess took the last slot of a budget. Called once per filling, on the thread of that guess, after it was
    /// settled.
    void filled(Guess guess, Budget budget);

    /// A guess is hashed although a budget that is only watched is full. Called on the thread of that guess, before it is
    /// hashed.
    ///
    /// @param retryAfter when the budget has room again
    default void overWatched(Guess guess, Budget budget, Duration retryAfter) {}
}
