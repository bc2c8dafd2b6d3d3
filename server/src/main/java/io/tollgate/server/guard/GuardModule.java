package io.tollgate.server.guard;

import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.redis.CommandListener;
import io.tollgate.guard.redis.RedisMetrics;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.feed.ChangeListener;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.RequestGuard;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.RedisSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Puts the guard together and keeps it going.
public final class GuardModule implements AutoCloseable {
    /// Bounds of what is held in memory; see the classes that take them for what happens when they are reached.
    private static final long SIGNAL_BYTES = 4L << 20;
    private static final int STANDINGS = 50_000;

    /// Longer than any budget's window.
    private static final Duration GUESSES_KEPT = Duration.ofDays(2);

    private final GuardSettings settings;
    private final Database database;
    private final InstantSource clock;
    private final DeviceCookie deviceCookie;
    private final NodeWindows windows;
    private final WindowStore signalWindows = InProcessWindowStore.create(SIGNAL_BYTES);
    private final JdbcStandingStore standingStore;
    private final JdbcGuessLedger ledger;
    private final Standings standings;
    private final AddressSignals signals;
    private final LoginGuard<Authenticated> loginGuard;
    private final CredentialGuard credentials;

    /// @param commands hears of every command to Redis
    public GuardModule(
            GuardSettings settings,
            RedisSettings redis,
            CommandListener commands,
            Database database,
            ChangeFeed feed,
            Accounts accounts,
            ServerSecrets secrets,
            DeviceCookie deviceCookie,
            TimeOrderedIds ids,
            InstantSource clock) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.deviceCookie = deviceCookie;
        this.windows = NodeWindows.open(redis, commands);
        this.standingStore = new JdbcStandingStore(database, feed, clock);
        this.ledger = new JdbcGuessLedger(database, ids, clock);
        this.standings = new Standings(
                standingStore,
                settings.allow(),
                settings.banDurations(),
                settings.signupFloodBan(),
                signalWindows,
                clock,
                STANDINGS);
        this.signals = new AddressSignals(standings, settings);
        this.loginGuard = new LoginGuard<>(
                ledger,
                settings.login(),
                new BudgetConsequences(database, signals, clock, settings),
                clock);
        this.credentials = new CredentialGuard(
                database,
                accounts,
                standings,
                signals,
                loginGuard,
                new GuessDigests(secrets.get("guess-account"), secrets.get("guess-digest")),
                clock,
                settings);
    }

    /// What the change feed keeps up to date.
    public ChangeListener listener() {
        return new GuardMemory(standings, windows.store(), signalWindows, loginGuard);
    }

    public CredentialGuard credentials() {
        return credentials;
    }

    /// The guard before these endpoints.
    public RequestGuard traffic(List<Endpoint> endpoints) {
        return new TrafficGuard(
                standings,
                windows.store(),
                LimitRules.enforced(settings, endpoints),
                LimitRules.watched(settings, endpoints),
                signals,
                new SignalCounters(signalWindows),
                deviceCookie,
                settings.layers(),
                settings.monitorOnly());
    }

    /// Whether the store that nodes share decides at present; empty when there is none.
    public Optional<Boolean> isSharedStoreUp() {
        return windows.isSharedStoreUp();
    }

    /// What Redis did; empty when there is none.
    public Optional<RedisMetrics> redisMetrics() {
        return windows.redisMetrics();
    }

    /// Asks Redis, if there is one, for a sign of life.
    ///
    /// @throws WindowStoreException if it gives none
    public void pingRedis() {
        windows.ping();
    }

    /// Writes scores that changed; to be called every second.
    public void flush() {
        try {
            standings.flush().forEach(GuardLog::banned);
        } catch (DatabaseException e) {
            GuardLog.storeFailed(e);
        }
    }

    /// Removes what is no longer needed; to be called now and then.
    public void cleanUp() {
        Instant now = clock.instant();
        ledger.forgetBefore(now.minus(GUESSES_KEPT));
        standingStore.forget();
        standings.reload();
        database.writeOnly(handle -> ReputationGains.forget(handle, now));
    }

    @Override
    public void close() {
        windows.close();
    }
}
