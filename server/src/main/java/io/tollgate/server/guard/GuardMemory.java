package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeListener;

/// Keeps what this node remembers of addresses in step with the change feed.
final class GuardMemory implements ChangeListener {
    private final Standings standings;
    private final WindowStore windows;
    private final WindowStore signalWindows;
    private final LoginGuard<?> loginGuard;

    GuardMemory(Standings standings, WindowStore windows, WindowStore signalWindows, LoginGuard<?> loginGuard) {
        this.standings = standings;
        this.windows = windows;
        this.signalWindows = signalWindows;
        this.loginGuard = loginGuard;
    }

    @Override
    public void reload() {
        standings.reload();
        // That guesses were taken back may be among what was missed.
        loginGuard.forget();
    }

    @Override
    public void apply(Change change) {
        switch (change.kind()) {
            case STANDING_CHANGED -> standings.refresh(ClientAddress.ofKey(change.subject()));
            case GUESSES_FORGOTTEN -> {
                Subject address = Subject.address(ClientAddress.ofKey(change.subject()));
                windows.forget(address);
                signalWindows.forget(address);
                loginGuard.forget();
            }
            case ACCOUNT_FORGIVEN -> loginGuard.forgetAccount(change.subject());
            case PERSON_FORGIVEN -> windows.forget(Subject.person(change.subject()));
            case SESSION_ENDED, ROLE_CHANGED, KEY_ADDED -> {}
        }
    }
}
