package io.tollgate.server.guard;

import io.tollgate.guard.login.Guess;
import io.tollgate.guard.standing.Signal;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.CredentialGuard.Acceptance;
import io.tollgate.server.http.Call;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What a right password brings about: the login takes effect, its wrong guesses are forgiven, its device is known; and
/// what is odd about it is noticed. Thread-safe.
final class AcceptedLogins {
    /// So many new devices of one person within the time are an event.
    private static final int NEW_DEVICES = 3;
    private static final Duration NEW_DEVICES_WITHIN = Duration.ofHours(1);

    private final Database database;
    private final AddressSignals signals;
    private final EventLog events;
    private final InstantSource clock;
    private final GuardSettings settings;

    AcceptedLogins(
            Database database,
            AddressSignals signals,
            EventLog events,
            InstantSource clock,
            GuardSettings settings) {
        this.database = database;
        this.signals = signals;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
    }

    /// @param earns       whether the address earns reputation by it
    /// @param strangers   wrong guesses that other unknown clients made at the account
    /// @param newDevices  devices that became known within the last hour, with this one; 0 when this one was known
    private record Accepted<R>(Optional<R> result, boolean earns, int strangers, int newDevices) {}

    <R> Optional<R> accept(Call call, Guess guess, String device, Authenticated right, Acceptance<R> acceptance) {
        Instant now = clock.instant();
        Accepted<R> accepted = database.write(handle -> accept(handle, guess, device, right, acceptance, now));
        if (accepted.result().isPresent()) {
            notice(call, right.account().id(), accepted, now);
        }
        return accepted.result();
    }

    private <R> Accepted<R> accept(
            Handle handle, Guess guess, String device, Authenticated right, Acceptance<R> acceptance, Instant now) {
        acceptance.begin(handle);
        boolean tainted = JdbcGuessLedger.accept(database, handle, guess);
        int strangers = guess.isKnownDevice() || !detects()
                ? 0
                : JdbcGuessLedger.guessesOfStrangers(handle, guess.account(), settings.login().account(), now);
        boolean isNew = KnownDevices.remember(handle, guess.account(), device, now);
        int newDevices = isNew && detects()
                ? KnownDevices.newSince(handle, guess.account(), now.minus(NEW_DEVICES_WITHIN))
                : 0;
        // After the rows that others lock too: it may end by appending to the change feed, which holds up everybody.
        Optional<R> result = acceptance.accept(handle, right);
        if (result.isEmpty() && isNew) {
            // The password is another by now: whoever knew the old one must not leave a device behind.
            KnownDevices.forget(handle, guess.account(), device);
        }
        // Taken after wrong guesses too, or the next login, or an equal one at the same time, would earn it.
        boolean earns = result.isPresent()
                && settings.layers().contains(Layer.REPUTATION)
                && ReputationGains.take(handle, guess, now)
                && !tainted;
        return new Accepted<>(result, earns, strangers, newDevices);
    }

    private boolean detects() {
        return settings.layers().contains(Layer.DETECTION);
    }

    private void notice(Call call, String userId, Accepted<?> accepted, Instant now) {
        if (accepted.earns()) {
            signals.report(call.client(), Signal.LOGIN_SUCCESS, "");
        }
        if (accepted.strangers() >= takeoverFrom()) {
            events.record(SecurityEvent.of(EventType.AUTHN_ACCOUNT_TAKEOVER, call, now)
                    .ofPerson(userId)
                    .with("guesses", "%d wrong guesses of others before".formatted(accepted.strangers())));
        }
        if (accepted.newDevices() >= NEW_DEVICES) {
            events.record(SecurityEvent.of(EventType.AUTHN_NEW_DEVICES, call, now)
                    .ofPerson(userId)
                    .with("devices", accepted.newDevices() + " within an hour"));
        }
    }

    /// Half of what strangers may guess: an owner on a new device, whom they have not locked out yet, is told of as well.
    private int takeoverFrom() {
        return Math.max(1, settings.login().account().count() / 2);
    }
}
