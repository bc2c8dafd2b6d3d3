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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Where signals become scores and bans; the way to all standings. Thread-safe.
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
    private final UnstoredSignals unstored;
    private final StandingMemory memory;
    private final Map<Signal, List<WindowRule>> counting = new EnumMap<>(Signal.class);

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
        this.unstored = new UnstoredSignals(capacity);
        this.memory = new StandingMemory(store, unstored, clock, capacity);
        for (Signal signal : Signal.values()) {
            signal.counted().ifPresent(limit -> counting.put(
                    signal, List.of(new WindowRule(signal.ordinal(), "signal-" + signal.ordinal(), limit))));
        }
    }

    /// Loads the standings from the store: at the start, and when changes may have been missed.
    public void reload() {
        memory.reload();
    }

    /// Another node changed the standings of these addresses.
    public void refresh(Set<ClientAddress> addresses) {
        memory.refresh(addresses);
    }

    public Standing of(ClientAddress address) {
        return memory.find(address).orElseGet(() -> Standing.neutral(clock.instant()));
    }

    /// The ban of an address; empty for nearly all, after one look-up.
    public Optional<Ban> banOf(ClientAddress address) {
        return memory.find(address)
                .filter(standing -> standing.ban().isPresent() && !allowList.contains(address))
                .flatMap(standing -> standing.banAt(clock.instant()));
    }

    /// What the limits of an address are multiplied by.
    public double multiplierOf(ClientAddress address) {
        return memory.find(address)
                .map(standing -> standing.unbannedTierAt(clock.instant()))
                .orElse(ReputationTier.NEUTRAL)
                .multiplier();
    }

    /// Whether limits and bans do not apply to an address.
    public boolean isAllowed(ClientAddress address) {
        return allowList.contains(address)
                || memory.find(address).filter(standing -> standing.isAllowedAt(clock.instant())).isPresent();
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
        Standing scored = of(address).scored(signal, now);
        if (signal.bans() || isTooBad(scored, signal, now)) {
            return ban(address, signal, evidence, now);
        }
        memory.hold(address, scored);
        unstored.add(address, List.of(signal));
        return Optional.empty();
    }

    /// Good signals never ban, not even an address whose score a person set that low.
    private static boolean isTooBad(Standing scored, Signal last, Instant now) {
        return last.isBad() && scored.isScoreOfABanAt(now);
    }

    private boolean counts(ClientAddress address, Signal signal) {
        List<WindowRule> rules = counting.get(signal);
        return rules == null
                || signalWindows.admit(Subject.address(address), rules, 1) instanceof Admission.Admitted;
    }

    private Optional<Ban> ban(ClientAddress address, Signal signal, String evidence, Instant now) {
        List<Duration> durations = signal == Signal.SIGNUP_FLOOD ? List.of(signupFloodBan) : ladder;
        Standing banned = store.update(address, standing -> standing
                .scored(signal, now)
                .bannedByRule(durations, reason(signal), evidence, now));
        memory.remember(address, banned);
        return banned.banAt(now).filter(ban -> ban.since().equals(now));
    }

    private static String reason(Signal signal) {
        return signal.name().toLowerCase(Locale.ROOT);
    }

    /// A person's act, such as a ban by hand or its undoing.
    public Standing change(ClientAddress address, UnaryOperator<Standing> change) {
        Standing changed = store.update(address, change);
        memory.remember(address, changed);
        return changed;
    }

    /// Writes the scores that changed since the last time. To be called every second or so, by one thread. What cannot
    /// be stored is kept for the next time.
    ///
    /// @return the bans that came of it: of addresses whose score is too low only when what all nodes saw is added up
    public Map<ClientAddress, Ban> flush() {
        Map<ClientAddress, List<Signal>> taken = unstored.takeAll();
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
                    memory.remember(address, standing);
                }
                standing.banAt(now)
                        .filter(ban -> ban.since().equals(now))
                        .ifPresent(ban -> bans.put(address, ban));
            });
        } catch (RuntimeException e) {
            taken.forEach(unstored::add);
            throw e;
        }
        return bans;
    }

    private Standing judged(Standing standing, List<Signal> signals, Instant now) {
        Standing scored = standing.scored(signals, now);
        Signal last = signals.getLast();
        return isTooBad(scored, last, now)
                ? scored.bannedByRule(ladder, reason(last), "a score of " + scored.score(), now)
                : scored;
    }

    /// Counts what is held in memory; looks at all of it.
    public Census census() {
        return memory.census(allowList);
    }

    /// Entries held in memory.
    public int size() {
        return memory.size();
    }
}
