package io.tollgate.guard.login;

import java.time.InstantSource;

class InMemoryGuessLedgerTest extends GuessLedgerContract {

    @Override
    protected LedgerFixture open(InstantSource clock) {
        return new InMemoryGuessLedger(clock);
    }
}
