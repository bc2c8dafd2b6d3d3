package io.tollgate.guard.login;

import io.tollgate.guard.address.ClientAddress;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the reservations that another ledger is asked for.
final class CountingLedger implements GuessLedger {
    private final GuessLedger ledger;
    private final AtomicInteger reservations;

    CountingLedger(GuessLedger ledger, AtomicInteger reservations) {
        this.ledger = ledger;
        this.reservations = reservations;
    }

    @Override
    public Reservation reserve(Guess guess, LoginBudgets budgets) {
        reservations.incrementAndGet();
        return ledger.reserve(guess, budgets);
    }

    @Override
    public void failed(String id) {
        ledger.failed(id);
    }

    @Override
    public Progress progress(String id) {
        return ledger.progress(id);
    }

    @Override
    public void returned(String id) {
        ledger.returned(id);
    }

    @Override
    public void forget(ClientAddress address) {
        ledger.forget(address);
    }
}
