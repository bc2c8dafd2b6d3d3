package io.tollgate.guard.login;

import java.time.Duration;

/// What became of a guess.
///
/// @param <R> what an accepted login yields
public sealed interface LoginOutcome<R> {

    /// The password was right, and the login took effect.
    record Accepted<R>(R result) implements LoginOutcome<R> {}

    /// The password was wrong, whether it was hashed or known to be wrong.
    record Wrong<R>() implements LoginOutcome<R> {}

    /// A budget has no room until guesses that are being hashed are settled; no hash ran. To be tried again soon, and
    /// not to be held against anybody.
    record Busy<R>(Budget budget) implements LoginOutcome<R> {}

    /// So many strangers guess at this moment that there is no place to wait for a turn; nothing was asked or hashed. To
    /// be tried again soon, and not to be held against anybody.
    record Crowded<R>() implements LoginOutcome<R> {}

    /// A budget is used up; no hash ran.
    record Throttled<R>(Budget budget, Duration retryAfter) implements LoginOutcome<R> {}
}
