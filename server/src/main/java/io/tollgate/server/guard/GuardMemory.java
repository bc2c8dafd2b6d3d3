package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    public void apply(List<Change> changes) {
        Set<ClientAddress> changed = new LinkedHashSet<>();
        for (Change change : changes) {
            if (change.kind() == Change.Kind.STANDING_CHANGED) {
                changed.add(ClientAddress.ofKey(change.subject()));
            } else {
                forget(change);
            }
        }
        // Read last, so that whoever is let in again finds his windows empty; and once for all, however many there are.
        if (!changed.isEmpty()) {
            standings.refresh(changed);
        }
    }

    private void forget(Change change) {
        switch (change.kind()) {
            case GUESSES_FORGOTTEN -> {
                Subject address = Subject.address(ClientAddress.ofKey(change.subject()));
                windows.forget(address);
                signalWindows.forget(address);
                loginGuard.forget();
            }
            case ACCOUNT_FORGIVEN -> loginGuard.forgetAccount(change.subject());
            case PERSON_FORGIVEN -> windows.forget(Subject.person(change.subject()));
            case STANDING_CHANGED, SESSION_ENDED, ROLE_CHANGED, KEY_ADDED, FILES_CHANGED -> {}
        }
    }
}
