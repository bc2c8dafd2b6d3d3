package io.tollgate.server.guard;

import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.BudgetListener;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.server.database.Database;
import java.time.InstantSource;

/// What follows when wrong guesses have used up a budget.
final class BudgetConsequences implements BudgetListener {
    private final Database database;
    private final Standings standings;
    private final InstantSource clock;
    private final boolean reputation;

    /// @param reputation whether addresses are scored and banned
    BudgetConsequences(Database database, Standings standings, InstantSource clock, boolean reputation) {
        this.database = database;
        this.standings = standings;
        this.clock = clock;
        this.reputation = reputation;
    }

    @Override
    public void filled(Guess guess, Budget budget) {
        GuardLog.budgetFilled(budget.text(), guess.address());
        if (guess.isKnownDevice()) {
            guess.deviceId().ifPresent(device -> database.writeOnly(
                    handle -> KnownDevices.strike(handle, guess.account(), device, clock.instant())));
            return;
        }
        switch (budget) {
            case CLIENT -> signal(guess, Signal.LOGIN_BUDGET, "filled the guess budget of an account");
            case SPRAY, SPRAY_SLOW -> signal(guess, Signal.SPRAYING, "failed at many accounts");
            case ADDRESS -> signal(guess, Signal.OVER_LIMIT, "filled the guess budget of an address");
            // Many addresses did it together; none of them is known to have done more than its part.
            case ACCOUNT -> {}
        }
    }

    private void signal(Guess guess, Signal signal, String evidence) {
        if (reputation) {
            standings.signal(guess.address(), signal, evidence)
                    .ifPresent(ban -> GuardLog.banned(guess.address(), ban));
        }
    }
}
