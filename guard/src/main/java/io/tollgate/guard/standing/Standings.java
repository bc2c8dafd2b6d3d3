package io.tollgate.guard.standing;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The standings of a node in memory, and the one place where signals become scores and bans. Thread-safe.
///
/// Reading takes no lock and no I/O. A score changes in memory at once and in the store with the next [#flush], where
/// the deltas of one address are one update. A ban is stored first.
///
/// **When full** (`capacity` entries) an address that is not banned is not remembered in memory, only in the store: its
/// limits are then those of a neutral address, and a ban by its score comes with the next [#flush]. Bans are always held,
/// some 300 bytes each, since each has cost its address at least five password hashes or a hundred requests. What people
/// exempted is always held too. A [#reload] now and then makes room: it drops what time has made neutral.
public final class Standings {
    private final StandingStore store;
    private final CidrSet allowList;
    private final List<Duration> ladder;
    private final Duration signupFloodBan;
    private final WindowStore signalWindows;
    private final InstantSource clock;
    private final int capacity;
    private final Map<ClientAddress, Standing> known = new ConcurrentHashMap<>();
    private final ReentrantLock reloading = new ReentrantLock();
    private final ReentrantLock refreshing = new ReentrantLock();
    private final Map<Signal, List<WindowRule>> counting = new EnumMap<>(Signal.class);
    private Map<ClientAddress, List<Signal>> pending = new HashMap<>();
    /// What changes while a reload puts its rows in place, one by one; empty when there is none.
    private volatile Optional<Set<ClientAddress>> changedMeanwhile = Optional.empty();

    /// @param allowList     addresses that are never banned or scored
    /// @param ladder        durations of automatic bans, see [Standing#bannedByRule]
    /// @param signalWindows counts how often a signal counts; a store in memory, of its own
    /// @param clock         as fine as the store keeps times
    /// @param capacity      entries held in memory besides bans
    public Standings(
            StandingStore store,
            CidrSet allowList,
            List<Duration> ladder,
            Duration signupFloodBan,
            WindowStore signalWindows,
            InstantSource clock,
            int capacity) {
        this.store = store;
        this.allowList = allowList;
        this.ladder = List.copyOf(ladder);
        this.signupFloodBan = signupFloodBan;
        this.signalWindows = signalWindows;
        this.clock = clock;
        this.capacity = capacity;
        for (Signal signal : Signal.values()) {
            signal.counted().ifPresent(limit -> counting.put(
                    signal, List.of(new WindowRule(signal.ordinal(), "signal-" + signal.ordinal(), limit))));
        }
    }

    /// Loads the standings from the store: at the start, and when changes may have been missed.
    public void reload() {
        reloading.lock();
        try {
            Set<ClientAddress> changed = ConcurrentHashMap.newKeySet();
            changedMeanwhile = Optional.of(changed);
            Map<ClientAddress, Standing> read = new HashMap<>();
            Standing neutral = Standing.neutral(clock.instant());
            known.keySet().forEach(address -> read.put(address, neutral));
            store.forEachWorstFirst(capacity, read::put);
            store.forEachBannedOrExempted(read::put);
            read.forEach((address, standing) -> replace(address, standing, changed));
            if (!changed.isEmpty()) {
                refresh(changed);
            }
        } finally {
            changedMeanwhile = Optional.empty();
            reloading.unlock();
        }
    }

    /// Puts what was read in the place of what is held, unless that is newer.
    private void replace(ClientAddress address, Standing read, Set<ClientAddress> changed) {
        Standing now = withPending(address, read);
        known.compute(address, (_, current) -> changed.contains(address) ? current : held(current, now));
    }

    /// Another node changed the standings of these addresses.
    public void refresh(Set<ClientAddress> addresses) {
        // One at a time: of two that read the same address, the one that read last must have the last word.
        refreshing.lock();
        try {
            store.findAll(addresses).forEach(this::remember);
        } finally {
            refreshing.unlock();
        }
    }

    private void remember(ClientAddress address, Standing stored) {
        hold(address, withPending(address, stored));
    }

    /// What the store says and what this node has not told it yet.
    private synchronized Standing withPending(ClientAddress address, Standing stored) {
        return scored(stored, pending.getOrDefault(address, List.of()), clock.instant());
    }

    private void hold(ClientAddress address, Standing standing) {
        known.compute(address, (_, current) -> {
            changedMeanwhile.ifPresent(changed -> changed.add(address));
            return held(current, standing);
        });
    }

    /// What is held of an address from now on; null for nothing.
    ///
    /// @param current what was held; null for nothing
    private Standing held(Standing current, Standing standing) {
        Instant now = clock.instant();
        if (isNeutral(standing, now)) {
            return null;
        }
        return current != null || known.size() < capacity || mustBeHeld(standing, now) ? standing : null;
    }

    private static boolean isNeutral(Standing standing, Instant now) {
        return standing.scoreAt(now) == Standing.NEUTRAL_SCORE
                && standing.ban().isEmpty()
                && standing.allowedUntil().isEmpty();
    }

    private static boolean mustBeHeld(Standing standing, Instant now) {
        return standing.banAt(now).isPresent() || standing.isAllowedAt(now);
    }

    public Standing of(ClientAddress address) {
        Standing standing = known.get(address);
        return standing != null ? standing : Standing.neutral(clock.instant());
    }

    /// The ban of an address; empty for nearly all, after one look-up.
    public Optional<Ban> banOf(ClientAddress address) {
        Standing standing = known.get(address);
        return standing == null || standing.ban().isEmpty() || allowList.contains(address)
                ? Optional.empty()
                : standing.banAt(clock.instant());
    }

    /// What the limits of an address are multiplied by.
    public double multiplierOf(ClientAddress address) {
        Standing standing = known.get(address);
        ReputationTier tier = standing == null ? ReputationTier.NEUTRAL : standing.unbannedTierAt(clock.instant());
        return tier.multiplier();
    }

    /// Whether limits and bans do not apply to an address.
    public boolean isAllowed(ClientAddress address) {
        if (allowList.contains(address)) {
            return true;
        }
        Standing standing = known.get(address);
        return standing != null && standing.isAllowedAt(clock.instant());
    }

    /// An address did something. Bans it when that is due, which stores; otherwise returns at once.
    ///
    /// @param evidence what was seen, for whoever has to judge a ban
    /// @return the ban that came of it
    public Optional<Ban> signal(ClientAddress address, Signal signal, String evidence) {
        if (isAllowed(address) || !counts(address, signal)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Standing scored = of(address).scored(signal.delta(), signal.floor(), now);
        if (signal.bans() || isTooBad(scored, signal, now)) {
            return ban(address, signal, evidence, now);
        }
        hold(address, scored);
        keep(address, List.of(signal));
        return Optional.empty();
    }

    /// Good signals never ban, not even an address whose score a person set that low.
    private static boolean isTooBad(Standing scored, Signal last, Instant now) {
        return last.isBad() && scored.isScoreOfABanAt(now);
    }

    /// While the store is away no more addresses are kept than fit in memory; the scores of others are lost then.
    private synchronized void keep(ClientAddress address, List<Signal> signals) {
        if (pending.size() < capacity || pending.containsKey(address)) {
            pending.computeIfAbsent(address, a -> new ArrayList<>()).addAll(signals);
        }
    }

    private boolean counts(ClientAddress address, Signal signal) {
        List<WindowRule> rules = counting.get(signal);
        return rules == null
                || signalWindows.admit(Subject.address(address), rules, 1) instanceof Admission.Admitted;
    }

    private Optional<Ban> ban(ClientAddress address, Signal signal, String evidence, Instant now) {
        List<Duration> durations = signal == Signal.SIGNUP_FLOOD ? List.of(signupFloodBan) : ladder;
        Standing banned = store.update(address, standing -> standing
                .scored(signal.delta(), signal.floor(), now)
                .bannedByRule(durations, reason(signal), evidence, now));
        remember(address, banned);
        return banned.banAt(now).filter(ban -> ban.since().equals(now));
    }

    private static String reason(Signal signal) {
        return signal.name().toLowerCase(Locale.ROOT);
    }

    /// A person's act, such as a ban by hand or its undoing.
    public Standing change(ClientAddress address, UnaryOperator<Standing> change) {
        Standing changed = store.update(address, change);
        remember(address, changed);
        return changed;
    }

    /// Writes the scores that changed since the last time. To be called every second or so, by one thread. What cannot
    /// be stored is kept for the next time.
    ///
    /// @return the bans that came of it: of addresses whose score is too low only when what all nodes saw is added up
    public Map<ClientAddress, Ban> flush() {
        Map<ClientAddress, List<Signal>> taken;
        synchronized (this) {
            taken = pending;
            pending = new HashMap<>();
        }
        Map<ClientAddress, Ban> bans = new HashMap<>();
        if (taken.isEmpty()) {
            return bans;
        }
        Instant now = clock.instant();
        Map<ClientAddress, UnaryOperator<Standing>> changes = new HashMap<>();
        taken.forEach((address, signals) -> changes.put(address, standing -> judged(standing, signals, now)));
        try {
            store.updateAll(changes).forEach((address, standing) -> {
                // An undo on another node is left to its own news, with which windows and counters are emptied too.
                if (banOf(address).isEmpty() || standing.banAt(now).isPresent()) {
                    remember(address, standing);
                }
                standing.banAt(now)
                        .filter(ban -> ban.since().equals(now))
                        .ifPresent(ban -> bans.put(address, ban));
            });
        } catch (RuntimeException e) {
            taken.forEach(this::keep);
            throw e;
        }
        return bans;
    }

    private Standing judged(Standing standing, List<Signal> signals, Instant now) {
        Standing scored = scored(standing, signals, now);
        Signal last = signals.getLast();
        return isTooBad(scored, last, now)
                ? scored.bannedByRule(ladder, reason(last), "a score of " + scored.score(), now)
                : scored;
    }

    private static Standing scored(Standing standing, List<Signal> signals, Instant now) {
        Standing scored = standing;
        for (Signal signal : signals) {
            scored = scored.scored(signal.delta(), signal.floor(), now);
        }
        return scored;
    }

    /// Counts what is held in memory; looks at all of it.
    public Census census() {
        Instant now = clock.instant();
        int[] byTier = new int[ReputationTier.values().length];
        int allowed = 0;
        for (Map.Entry<ClientAddress, Standing> entry : known.entrySet()) {
            Standing standing = entry.getValue();
            boolean listed = allowList.contains(entry.getKey());
            byTier[(listed ? standing.unbannedTierAt(now) : standing.tierAt(now)).ordinal()]++;
            if (standing.isAllowedAt(now)) {
                allowed++;
            }
        }
        return new Census(
                byTier[ReputationTier.BANNED.ordinal()],
                byTier[ReputationTier.SUSPICIOUS.ordinal()],
                byTier[ReputationTier.NEUTRAL.ordinal()],
                byTier[ReputationTier.TRUSTED.ordinal()],
                allowed);
    }

    /// Entries held in memory.
    public int size() {
        return known.size();
    }
}
