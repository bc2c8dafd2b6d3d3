package io.tollgate.guard.login;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What the ledger says about a guess that is to be checked.
public sealed interface Reservation {

    /// The guess may be hashed; its slot counts as failed until it is settled.
    ///
    /// @param id     of the row
    /// @param filled the budgets that are full with this guess: should it fail, that is a signal
    /// @param over   the budgets, only watched, that would have refused it
    record Granted(String id, Set<Budget> filled, List<Exhausted> over) implements Reservation {
        public Granted {
            filled = Set.copyOf(filled);
            over = List.copyOf(over);
        }
    }

    /// The same guess of the same client is being hashed elsewhere, and its slot is this one's.
    ///
    /// @param id    of the row
    /// @param since when it was reserved
    record Running(String id, Instant since) implements Reservation {}

    /// The same guess of the same client failed within the window: it would fail again.
    record KnownWrong() implements Reservation {}

    /// A budget has no room while guesses that may yet prove right are being hashed: as when many people log in at once
    /// behind one address. Says nothing about this guess, and may be over in a moment.
    record Busy(Budget budget) implements Reservation {}

    /// A budget is used up by guesses that failed.
    ///
    /// @param retryAfter when it has room again
    record Exhausted(Budget budget, Duration retryAfter) implements Reservation {}
}
