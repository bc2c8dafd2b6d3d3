package io.tollgate.server.guard;

import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.BudgetListener;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.standing.Signal;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.Refusals.Exceeded;
import io.tollgate.server.http.Call;
import io.tollgate.server.settings.Settings.GuardSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What follows when wrong guesses have used up a budget.
final class BudgetConsequences {
    private final Database database;
    private final AddressSignals signals;
    private final Refusals refusals;
    private final EventLog events;
    private final InstantSource clock;
    private final GuardSettings settings;

    BudgetConsequences(
            Database database,
            AddressSignals signals,
            Refusals refusals,
            EventLog events,
            InstantSource clock,
            GuardSettings settings) {
        this.database = database;
        this.signals = signals;
        this.refusals = refusals;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
    }

    /// The consequences for one guess.
    ///
    /// @param userId of the account guessed at, when there is one
    BudgetListener of(Call call, Optional<String> userId) {
        return new BudgetListener() {
            @Override
            public void filled(Guess guess, Budget budget) {
                boolean monitored = settings.monitoredRules().contains(budget.text());
                events.record(event(call, userId, guess, budget, monitored));
                if (!monitored) {
                    follow(guess, budget);
                }
            }

            @Override
            public void overWatched(Guess guess, Budget budget, Duration retryAfter) {
                refusals.watched(
                        call,
                        Exceeded.of(guess, budget, settings.login().of(budget), retryAfter),
                        EventType.EXCESS_RATE_LIMIT_EXCEEDED);
            }
        };
    }

    private SecurityEvent event(Call call, Optional<String> userId, Guess guess, Budget budget, boolean monitored) {
        SecurityEvent event = SecurityEvent.of(typeOf(budget), call, clock.instant())
                .with("rule", budget.text())
                .with("limit", settings.login().of(budget).toString())
                .with("client", guess.isKnownDevice() ? "known device" : "unknown")
                .ofAccount(userId, guess.account());
        return monitored ? event.with(SecurityEvent.MONITORED, "true") : event;
    }

    private static EventType typeOf(Budget budget) {
        return switch (budget) {
            case CLIENT, ADDRESS -> EventType.AUTHN_LOGIN_FAIL_MAX;
            case ACCOUNT -> EventType.AUTHN_LOGIN_LOCK;
            case SPRAY, SPRAY_SLOW -> EventType.AUTHN_PASSWORD_SPRAYING;
        };
    }

    private void follow(Guess guess, Budget budget) {
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
