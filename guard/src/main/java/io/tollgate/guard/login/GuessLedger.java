package io.tollgate.guard.login;

import io.tollgate.guard.address.ClientAddress;
import java.time.Duration;

/// The ledger of guesses, shared by all nodes. Safe for use by any number of threads; each call is one transaction.
///
/// A row counts as a wrong guess from the moment it is reserved until it leaves every window. Whoever accepts a right
/// guess removes all rows of that account and client, in the transaction by which the login takes effect. What a crash
/// leaves unsettled therefore counts as failed: never more than the budget, whatever happens.
///
/// Fails closed: an exception means that nothing may be hashed.
public interface GuessLedger {
    /// A row that is not settled after this long never will be: its node died. Longer than a hash waits and runs.
    Duration SETTLED_WITHIN = Duration.ofSeconds(5);

    /// Takes a slot for a guess, or says why there is none. Of any number of calls at once, on any number of nodes, no
    /// more are granted than every budget that is enforced admits. The time is read once the slot can no longer be taken by
    /// another.
    Reservation reserve(Guess guess, LoginBudgets budgets);

    /// The guess was hashed and wrong.
    void failed(String id);

    /// What became of a row that is [Reservation.Running].
    Progress progress(String id);

    /// No hash ran: the slot is given back.
    void returned(String id);

    /// Takes back every guess from an address, as an admin's undo asks for.
    void forget(ClientAddress address);

    /// What is known of a row.
    enum Progress {
        RUNNING,
        FAILED,
        /// Succeeded, or given back.
        GONE
    }
}
