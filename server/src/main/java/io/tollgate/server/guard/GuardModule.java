package io.tollgate.server.guard;

import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.LoginBudgets;
import io.tollgate.guard.login.LoginGuard;
import io.tollgate.guard.redis.CommandListener;
import io.tollgate.guard.redis.RedisMetrics;
import io.tollgate.guard.standing.Census;
import io.tollgate.guard.standing.Standings;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseException;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.feed.ChangeListener;
import io.tollgate.server.guard.decision.DecisionSeal;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.RequestGuard;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.SecretBox;
import io.tollgate.server.secret.ServerSecrets;
import io.tollgate.server.settings.Settings.GuardSettings;
import io.tollgate.server.settings.Settings.HashSettings;
import io.tollgate.server.settings.Settings.Layer;
import io.tollgate.server.settings.Settings.RedisSettings;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts the guard together and keeps it going.
public final class GuardModule implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tollgate.guard");

    /// Bounds of what is held in memory; see the classes that take them for what happens when they are reached.
    private static final long SIGNAL_BYTES = 4L << 20;
    private static final long AGENT_BYTES = 1L << 20;
    private static final int STANDINGS = 50_000;

    /// Guesses of strangers under way for each hash that can run: one is hashed while another is written down.
    private static final int GUESSES_PER_HASH = 2;

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
    private final Refusals refusals;
    private final DecisionSeal seal;
    private final AddressTraffic traffic;
    private final ChangeFeed feed;

    /// @param commands hears of every command to Redis
    public GuardModule(
            GuardSettings settings,
            HashSettings hashing,
            RedisSettings redis,
            CommandListener commands,
            Database database,
            ChangeFeed feed,
            Accounts accounts,
            ServerSecrets secrets,
            DeviceCookie deviceCookie,
            EventLog events,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.deviceCookie = deviceCookie;
        this.feed = feed;
        this.windows = NodeWindows.open(redis, commands, events, clock);
        this.seal = new DecisionSeal(SecretBox.derivedFrom(secrets.get("decision-seal"), "decision", random));
        this.refusals = new Refusals(seal, events, clock);
        this.traffic = new AddressTraffic(clock);
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
        this.signals = new AddressSignals(standings, events, settings);
        this.loginGuard = new LoginGuard<>(
                ledger, loginBudgets(settings), clock, GUESSES_PER_HASH * hashing.threads(), hashing.queue());
        this.credentials = new CredentialGuard(
                database,
                accounts,
                standings,
                signals,
                loginGuard,
                new BudgetConsequences(database, signals, refusals, events, clock, settings),
                new AcceptedLogins(database, signals, events, clock, settings),
                refusals,
                events,
                GuessDigests.of(secrets),
                clock,
                settings);
        tellLayersOff(settings);
    }

    /// What is off refuses nothing and says nothing, so that nobody would notice.
    private static void tellLayersOff(GuardSettings settings) {
        String off = Stream.of(Layer.values())
                .filter(layer -> !settings.layers().contains(layer))
                .map(layer -> layer.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        if (!off.isEmpty()) {
            LOG.log(Level.WARNING, "layers of the guard are off, as guard.layers says: {0}", off);
        }
    }

    private static LoginBudgets loginBudgets(GuardSettings settings) {
        return settings.login().watching(Stream.of(Budget.values())
                .filter(budget -> !settings.enforces(budget.text()))
                .collect(Collectors.toSet()));
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
                new SignalCounters(signalWindows, InProcessWindowStore.create(AGENT_BYTES)),
                refusals,
                traffic,
                deviceCookie,
                clock,
                settings.layers(),
                settings.monitorOnly());
    }

    /// What people do about addresses.
    public Addresses addresses() {
        return new Addresses(database, feed, clock);
    }

    public AddressTraffic addressTraffic() {
        return traffic;
    }

    /// How many addresses stand how.
    public Census census() {
        return standings.census();
    }

    /// How many guesses wait for their turn to be hashed.
    public int waitingGuesses() {
        return loginGuard.waiting();
    }

    /// Reads refusals back from request ids.
    public DecisionSeal decisions() {
        return seal;
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
            signals.flush();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "standings could not be stored; tried again: {0}", e.getMessage());
        }
    }

    /// Removes what is no longer needed; to be called now and then.
    public void cleanUp() {
        Instant now = clock.instant();
        ledger.forgetBefore(now.minus(GuardSettings.MAX_BUDGET_PERIOD));
        standingStore.forget();
        standings.reload();
        ReputationGains.forget(database, now);
        KnownDevices.forgetBefore(database, now.minus(DeviceCookie.LIFE));
    }

    /// Writes what the last second brought, too.
    @Override
    public void close() {
        flush();
        windows.close();
    }
}
