package io.tollgate.guard.login;

import java.time.InstantSource;

class InMemoryLoginGuardTest extends LoginGuardContract {

    @Override
    protected LedgerFixture open(InstantSource clock) {
        return new InMemoryGuessLedger(clock);
    }
}
