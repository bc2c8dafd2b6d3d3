package io.tollgate.server.guard;

import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.BudgetListener;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.time.InstantSource;

/// What follows when wrong guesses have used up a budget.
final class BudgetConsequences implements BudgetListener {
    private final Database database;
    private final Standings standings;
    private final InstantSource clock;
    private final GuardSettings settings;

    BudgetConsequences(Database database, Standings standings, InstantSource clock, GuardSettings settings) {
        this.database = database;
        this.standings = standings;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void filled(Guess guess, Budget budget) {
        GuardLog.budgetFilled(budget.text(), guess.address());
        if (settings.monitoredRules().contains(budget.text())) {
            return;
        }
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
        if (settings.layers().contains(Layer.REPUTATION)) {
            standings.signal(guess.address(), signal, evidence)
                    .ifPresent(ban -> GuardLog.banned(guess.address(), ban));
        }
    }
}
