package io.tollgate.guard.login;

/// Hears of budgets that wrong guesses have used up.
@FunctionalInterface
public interface BudgetListener {

    /// A wrong guess took the last slot of a budget. Called once per filling, on the thread of that guess, after it was
    /// settled.
    void filled(Guess guess, Budget budget);
}
