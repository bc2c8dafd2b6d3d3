package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.login.LoginOutcome;
import io.tollgate.guard.login.NotHashedException;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// The one way by which a password is checked: login, change of password and the dashboard's sign-in all come here.
/// Thread-safe.
public final class CredentialGuard {

    /// Makes a login take effect, in the transaction that also clears its guesses.
    @FunctionalInterface
    public interface Acceptance<R> {
        /// Called before the transaction, for what takes long.
        default void prepare() {}

        /// @return empty when the account changed meanwhile, so that the password no longer counts
        Optional<R> accept(Handle handle, Authenticated authenticated);
    }

    /// A password somebody presents for an account.
    ///
    /// @param presentedDevice of the device cookie that was sent
    /// @param device          what will be known for the account once the password proves right
    public record Attempt(EmailAddress email, Password password, Optional<String> presentedDevice, String device) {

        @Override
        public String toString() {
            return "Attempt[***]";
        }
    }

    /// When guesses that are being hashed will have been settled.
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Database database;
    private final Accounts accounts;
    private final Standings standings;
    private final AddressSignals signals;
    private final LoginGuard<Authenticated> loginGuard;
    private final GuessDigests digests;
    private final InstantSource clock;
    private final GuardSettings settings;

    CredentialGuard(
            Database database,
            Accounts accounts,
            Standings standings,
            AddressSignals signals,
            LoginGuard<Authenticated> loginGuard,
            GuessDigests digests,
            InstantSource clock,
            GuardSettings settings) {
        this.database = database;
        this.accounts = accounts;
        this.standings = standings;
        this.signals = signals;
        this.loginGuard = loginGuard;
        this.digests = digests;
        this.clock = clock;
        this.settings = settings;
    }

    /// Refuses a banned address that has nothing to show but a device cookie, as at a sign-up.
    ///
    /// @throws ProblemException `ip_banned`
    public void refuseBanned(Call call) {
        refuseStrangersOfBanned(call.client(), Optional.empty());
    }

    /// Checks a password within its budgets.
    ///
    /// @throws ProblemException `invalid_credentials`, `rate_limited`, `ip_banned` or `unavailable`
    public <R> R check(Call call, Attempt attempt, Acceptance<R> acceptance) {
        // Twice, for a right password may meet an account that another login gave a new hash of the same password.
        return tryOnce(call, attempt, acceptance)
                .or(() -> tryOnce(call, attempt, acceptance))
                .orElseThrow(CredentialGuard::wrong);
    }

    /// @return empty when the account changed while the password was checked
    private <R> Optional<R> tryOnce(Call call, Attempt attempt, Acceptance<R> acceptance) {
        String accountKey = digests.account(attempt.email());
        Optional<Account> account = accounts.findByEmail(attempt.email());
        Optional<String> knownDevice = attempt.presentedDevice().filter(id -> isKnown(accountKey, id));
        refuseStrangersOfBanned(call.client(), knownDevice);
        Guess guess = new Guess(
                accountKey,
                knownDevice,
                call.client(),
                digests.guess(account, attempt.email(), attempt.password()));
        HashOwner owner = knownDevice.map(HashOwner::device)
                .orElseGet(() -> HashOwner.stranger(call.client().key()));
        Supplier<Optional<Authenticated>> hash = () -> hash(account, attempt.password(), owner);
        if (!settings.layers().contains(Layer.DETECTION) || standings.isAllowed(call.client())) {
            return unguarded(hash, guess, attempt, acceptance);
        }
        LoginOutcome<Optional<R>> outcome =
                loginGuard.attempt(guess, hash, right -> accept(guess, attempt, right, acceptance));
        return switch (outcome) {
            case LoginOutcome.Accepted<Optional<R>>(Optional<R> result) -> result;
            case LoginOutcome.Wrong<Optional<R>>() -> throw wrong();
            case LoginOutcome.Busy<Optional<R>>(Budget budget) -> {
                boolean enforced = isEnforced(budget);
                GuardLog.refused(call.requestId(), guess.client(), budget.text(), enforced);
                if (enforced) {
                    throw ProblemException.limited("login-" + budget.text(), BUSY);
                }
                yield unguarded(hash, guess, attempt, acceptance);
            }
            case LoginOutcome.Throttled<Optional<R>>(Budget budget, Duration retryAfter) -> {
                boolean enforced = isEnforced(budget);
                GuardLog.refused(call.requestId(), guess.client(), budget.text(), enforced);
                if (enforced) {
                    holdAgainst(guess, budget);
                    throw ProblemException.limited("login-" + budget.text(), retryAfter);
                }
                yield unguarded(hash, guess, attempt, acceptance);
            }
        };
    }

    private boolean isEnforced(Budget budget) {
        return !settings.monitorOnly() && !settings.monitoredRules().contains(budget.text());
    }

    private boolean isKnown(String accountKey, String deviceId) {
        return database.read(handle -> KnownDevices.isKnown(handle, accountKey, deviceId));
    }

    /// A request with any device cookie older than the ban comes as far as this; only a device of this account passes.
    private void refuseStrangersOfBanned(ClientAddress client, Optional<String> knownDevice) {
        boolean banned = settings.layers().contains(Layer.REPUTATION)
                && standings.banOf(client).isPresent();
        if (banned && knownDevice.isEmpty() && !settings.monitorOnly()) {
            throw ProblemException.of(ErrorCode.IP_BANNED);
        }
    }

    private Optional<Authenticated> hash(Optional<Account> account, Password password, HashOwner owner) {
        try {
            return accounts.authenticate(account, password, owner);
        } catch (ProblemException queueFull) {
            throw new NotHashedException(queueFull);
        }
    }

    private <R> Optional<R> unguarded(
            Supplier<Optional<Authenticated>> hash, Guess guess, Attempt attempt, Acceptance<R> acceptance) {
        try {
            return accept(guess, attempt, hash.get().orElseThrow(CredentialGuard::wrong), acceptance);
        } catch (NotHashedException e) {
            throw e.reason();
        }
    }

    private static ProblemException wrong() {
        return ProblemException.of(ErrorCode.INVALID_CREDENTIALS);
    }

    private <R> Optional<R> accept(Guess guess, Attempt attempt, Authenticated right, Acceptance<R> acceptance) {
        record Accepted<R>(Optional<R> result, boolean earns) {}
        acceptance.prepare();
        Instant now = clock.instant();
        Accepted<R> accepted = database.write(handle -> {
            boolean tainted = JdbcGuessLedger.accept(handle, guess);
            KnownDevices.remember(handle, guess.account(), attempt.device(), now);
            // After the rows that others lock too: it may end by appending to the change feed, which holds up everybody.
            Optional<R> result = acceptance.accept(handle, right);
            boolean earns = result.isPresent()
                    && !tainted
                    && settings.layers().contains(Layer.REPUTATION)
                    && ReputationGains.take(handle, guess, now);
            return new Accepted<>(result, earns);
        });
        if (accepted.earns()) {
            signals.report(guess.address(), Signal.LOGIN_SUCCESS, "");
        }
        return accepted.result();
    }

    /// Somebody who goes on after his budget is used up is over a limit like any other; but not when others used it up.
    private void holdAgainst(Guess guess, Budget budget) {
        if (budget != Budget.ACCOUNT && !guess.isKnownDevice()) {
            signals.report(guess.address(), Signal.OVER_LIMIT, "over " + budget.text());
        }
    }

    /// Makes a device known for an account, as after a sign-up.
    public void rememberDevice(Handle handle, EmailAddress email, String device) {
        KnownDevices.remember(handle, digests.account(email), device, clock.instant());
    }

    /// Forgets the devices of an account but the one at hand, as after a change of its password.
    public void forgetOtherDevices(Handle handle, EmailAddress email, String kept) {
        KnownDevices.forgetOthers(handle, digests.account(email), kept);
    }
}
