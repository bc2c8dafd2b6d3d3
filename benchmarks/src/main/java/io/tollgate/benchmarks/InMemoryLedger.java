package io.tollgate.benchmarks;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.GuessLedger;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.login.Reservation;
import java.util.List;
import java.util.Set;

/// A ledger that grants everything and keeps nothing, so that what is measured is the guard before it.
final class InMemoryLedger implements GuessLedger {
    private static final Reservation GRANTED = new Reservation.Granted("1", Set.of(), List.of());

    @Override
    public Reservation reserve(Guess guess, LoginBudgets budgets) {
        return GRANTED;
    }

    @Override
    public void failed(String id) {}

    @Override
    public Progress progress(String id) {
        return Progress.GONE;
    }

    @Override
    public void returned(String id) {}

    @Override
    public void forget(ClientAddress address) {}
}
