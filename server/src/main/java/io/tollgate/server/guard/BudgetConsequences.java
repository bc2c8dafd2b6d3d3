package io.tollgate.server.guard;

import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.BudgetListener;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.standing.Signal;
import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings.GuardSettings;
import java.time.InstantSource;

/// What follows when wrong guesses have used up a budget.
final class BudgetConsequences implements BudgetListener {
    private final Database database;
    private final AddressSignals signals;
    private final InstantSource clock;
    private final GuardSettings settings;

    BudgetConsequences(Database database, AddressSignals signals, InstantSource clock, GuardSettings settings) {
        this.database = database;
        this.signals = signals;
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
            case CLIENT -> signals.report(guess.address(), Signal.LOGIN_BUDGET, "filled the guess budget of an account");
            case SPRAY, SPRAY_SLOW -> signals.report(guess.address(), Signal.SPRAYING, "failed at many accounts");
            case ADDRESS -> signals.report(guess.address(), Signal.OVER_LIMIT, "filled the guess budget of an address");
            // Many addresses did it together; none of them is known to have done more than its part.
            case ACCOUNT -> {}
        }
    }
}
