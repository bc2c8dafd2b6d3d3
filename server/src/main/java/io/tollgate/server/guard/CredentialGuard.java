package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.login.LoginOutcome;
import io.tollgate.guard.login.NotHashedException;
import io.tollgate.guard.standing.Signal;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.Subject;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.LookupGate;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.feed.Change;
import io.tollgate.server.guard.Refusals.Exceeded;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.Layer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// The one way by which a password is checked: login, change of password and the dashboard's sign-in all come here. But for a
/// mailed link that verifies an address: a try uses it up, and its answer does not tell whether the password was that of
/// the sign-up. Thread-safe.
public final class CredentialGuard {

    /// Makes a login take effect, in the transaction that also clears its guesses.
    @FunctionalInterface
    public interface Acceptance<R> {
        /// Called before the transaction, for what takes long.
        default void prepare() {}

        /// The first step of the transaction, for what others lock before guesses, devices and the account.
        default void begin(Handle handle) {}

        /// @return empty when the account changed meanwhile, so that the password no longer counts
        Optional<R> accept(Handle handle, Authenticated authenticated);
    }

    /// A password somebody presents for an account.
    ///
    /// @param presentedDevice of the device cookie that was sent
    /// @param device          gives what will be known for the account once the password proves right; not asked before
    public record Attempt(
            EmailAddress email, Password password, Optional<String> presentedDevice, Supplier<String> device) {

        @Override
        public String toString() {
            return "Attempt[***]";
        }
    }

    /// When guesses that are being hashed will have been settled.
    private static final Duration BUSY = Duration.ofSeconds(1);

    /// When some of the guesses that wait for their turn will have had it.
    private static final Duration CROWDED = Duration.ofSeconds(2);

    private final LookupGate strangers = new LookupGate();
    /// Of their own, so that whoever has been here before does not wait behind a flood from elsewhere.
    private final LookupGate devices = new LookupGate();
    private final Database database;
    private final Accounts accounts;
    private final Standings standings;
    private final AddressSignals signals;
    private final LoginGuard<Authenticated> loginGuard;
    private final BudgetConsequences consequences;
    private final AcceptedLogins acceptedLogins;
    private final Refusals refusals;
    private final EventLog events;
    private final GuessDigests digests;
    private final InstantSource clock;
    private final GuardSettings settings;

    CredentialGuard(
            Database database,
            Accounts accounts,
            Standings standings,
            AddressSignals signals,
            LoginGuard<Authenticated> loginGuard,
            BudgetConsequences consequences,
            AcceptedLogins acceptedLogins,
            Refusals refusals,
            EventLog events,
            GuessDigests digests,
            InstantSource clock,
            GuardSettings settings) {
        this.database = database;
        this.accounts = accounts;
        this.standings = standings;
        this.signals = signals;
        this.loginGuard = loginGuard;
        this.consequences = consequences;
        this.acceptedLogins = acceptedLogins;
        this.refusals = refusals;
        this.events = events;
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

    /// Refuses a banned address unless the device cookie that was sent is known for the account, existing or not.
    ///
    /// @throws ProblemException `ip_banned`
    public void refuseBanned(Call call, EmailAddress email, Optional<String> presentedDevice) {
        String accountKey = digests.account(email);
        refuseStrangersOfBanned(call.client(), presentedDevice.filter(id -> isKnown(accountKey, id)));
    }

    /// The keyed hash under which the guard knows an account, existing or not.
    public String accountKey(EmailAddress email) {
        return digests.account(email);
    }

    /// Checks a password within its budgets.
    ///
    /// @throws ProblemException `invalid_credentials`, `rate_limited`, `ip_banned` or `unavailable`
    public <R> R check(Call call, Attempt attempt, Acceptance<R> acceptance) {
        // Twice, for a right password may meet an account that another login gave a new hash of the same password.
        Try first = begin(call, attempt);
        return finish(first, acceptance)
                .or(() -> finish(begin(call, attempt), acceptance))
                .orElseThrow(() -> wrong(first));
    }

    /// A password on its way, with what is known about it before it is hashed.
    private record Try(Call call, Attempt attempt, Optional<Account> account, Guess guess) {

        Optional<String> userId() {
            return account.map(Account::id);
        }
    }

    private Try begin(Call call, Attempt attempt) {
        if (!isGuarded(call)) {
            return look(call, attempt);
        }
        LookupGate gate = attempt.presentedDevice().isPresent() ? devices : strangers;
        return gate.pass(() -> look(call, attempt)).orElseThrow(CredentialGuard::crowded);
    }

    /// Not for addresses exempted by hand: whoever may exempt his own could guess as he likes.
    private boolean isGuarded(Call call) {
        return settings.layers().contains(Layer.DETECTION) && !settings.allow().contains(call.client());
    }

    /// Not in the settings of any rule, so also when rules only watch: it is the machine that is full.
    private static ProblemException crowded() {
        return ProblemException.retryLater(ErrorCode.UNAVAILABLE, CROWDED);
    }

    private Try look(Call call, Attempt attempt) {
        String accountKey = digests.account(attempt.email());
        Optional<Account> account = accounts.findByEmail(attempt.email());
        Optional<String> knownDevice = attempt.presentedDevice().filter(id -> isKnown(accountKey, id));
        refuseStrangersOfBanned(call.client(), knownDevice);
        String digest = digests.guess(account.filter(accounts::mayLogIn), attempt.email(), attempt.password());
        return new Try(call, attempt, account, new Guess(accountKey, knownDevice, call.client(), digest));
    }

    /// @return empty when the account changed while the password was checked
    private <R> Optional<R> finish(Try tried, Acceptance<R> acceptance) {
        if (!isGuarded(tried.call())) {
            return unguarded(tried, acceptance);
        }
        LoginOutcome<Optional<R>> outcome = loginGuard.attempt(
                tried.guess(),
                () -> hash(tried),
                consequences.of(tried.call(), tried.userId()),
                right -> accept(tried, right, acceptance));
        return switch (outcome) {
            case LoginOutcome.Accepted<Optional<R>>(Optional<R> result) -> result;
            case LoginOutcome.Wrong<Optional<R>>() -> throw wrong(tried);
            // Others are being hashed at this moment: nothing that anybody did wrong.
            case LoginOutcome.Busy<Optional<R>>(Budget budget) ->
                throw refusals.busy(tried.call(), exceeded(tried.guess(), budget, BUSY));
            case LoginOutcome.Crowded<Optional<R>>() -> throw crowded();
            case LoginOutcome.Throttled<Optional<R>>(Budget budget, Duration retryAfter) -> {
                holdAgainst(tried.guess(), budget);
                throw refusals.limited(
                        tried.call(), exceeded(tried.guess(), budget, retryAfter), EventType.EXCESS_RATE_LIMIT_EXCEEDED);
            }
        };
    }

    private Exceeded exceeded(Guess guess, Budget budget, Duration retryAfter) {
        return Exceeded.of(guess, budget, settings.login().of(budget), retryAfter);
    }

    private boolean isKnown(String accountKey, String deviceId) {
        return database.read(handle -> KnownDevices.isKnown(handle, accountKey, deviceId));
    }

    /// A request with any device cookie older than the ban comes as far as this; only a device of this account passes.
    private void refuseStrangersOfBanned(ClientAddress client, Optional<String> knownDevice) {
        if (settings.layers().contains(Layer.REPUTATION) && knownDevice.isEmpty() && !settings.monitorOnly()) {
            standings.banOf(client).ifPresent(ban -> {
                throw refusals.banned(client, ban);
            });
        }
    }

    private Optional<Authenticated> hash(Try tried) {
        HashOwner owner = tried.guess()
                .deviceId()
                .map(HashOwner::device)
                .orElseGet(() -> HashOwner.stranger(tried.call().client().key()));
        try {
            return accounts.authenticate(tried.account(), tried.attempt().password(), owner);
        } catch (ProblemException queueFull) {
            throw new NotHashedException(queueFull);
        }
    }

    private <R> Optional<R> unguarded(Try tried, Acceptance<R> acceptance) {
        try {
            return accept(tried, hash(tried).orElseThrow(() -> wrong(tried)), acceptance);
        } catch (NotHashedException e) {
            throw e.reason();
        }
    }

    private ProblemException wrong(Try tried) {
        events.record(SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, tried.call(), clock.instant())
                .ofAccount(tried.userId(), tried.guess().account()));
        return ProblemException.of(ErrorCode.INVALID_CREDENTIALS);
    }

    private <R> Optional<R> accept(Try tried, Authenticated right, Acceptance<R> acceptance) {
        acceptance.prepare();
        return acceptedLogins.accept(
                tried.call(), tried.guess(), tried.attempt().device().get(), right, acceptance);
    }

    /// Somebody who goes on after his budget is used up is over a limit like any other; but not when others used it up.
    private void holdAgainst(Guess guess, Budget budget) {
        if (budget != Budget.ACCOUNT && !guess.isKnownDevice()) {
            signals.report(guess.address(), Signal.OVER_LIMIT, "over " + budget.text());
        }
    }

    /// The answer to a session that is refreshed too often.
    public ProblemException refreshedTooOften(Call call, String sessionId, Duration retryAfter) {
        String rule = Settings.REFRESH_RULE;
        return refusals.limited(
                call,
                Exceeded.of(rule, Subject.session(sessionId).key(), settings.limits().get(rule), retryAfter),
                EventType.EXCESS_RATE_LIMIT_EXCEEDED);
    }

    /// Makes a device known for an account, as after a sign-up.
    public void rememberDevice(Handle handle, EmailAddress email, String device) {
        KnownDevices.remember(handle, digests.account(email), device, clock.instant());
    }

    /// As [AccountPardon#forgive].
    public Change forgive(Handle handle, EmailAddress email) {
        return new AccountPardon(database, digests).forgive(handle, email);
    }

    /// Forgets the devices of an account but the one at hand, as after a change of its password.
    public void forgetOtherDevices(Handle handle, EmailAddress email, String kept) {
        KnownDevices.forgetOthers(handle, digests.account(email), kept);
    }
}
