package io.tollgate.guard.standing;

import io.tollgate.guard.address.CidrSet;
import io.tollgate.guard.address.ClientAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// What a node holds in memory of the standings in the store, with the signals that the store has not been told.
/// Thread-safe. Reading takes no lock and no I/O. [Standings] says what happens when it is full.
final class StandingMemory {
    private final StandingStore store;
    private final UnstoredSignals unstored;
    private final InstantSource clock;
    private final int capacity;
    private final Map<ClientAddress, Standing> known = new ConcurrentHashMap<>();
    private final ReentrantLock reloading = new ReentrantLock();
    private final ReentrantLock refreshing = new ReentrantLock();
    /// What changes while a reload puts its rows in place, one by one; empty when there is none.
    private volatile Optional<Set<ClientAddress>> changedMeanwhile = Optional.empty();

    StandingMemory(StandingStore store, UnstoredSignals unstored, InstantSource clock, int capacity) {
        this.store = store;
        this.unstored = unstored;
        this.clock = clock;
        this.capacity = capacity;
    }

    /// Reads everything from the store.
    void reload() {
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
        Standing now = withUnstored(address, read);
        known.compute(address, (_, current) -> changed.contains(address) ? current : held(current, now));
    }

    /// Reads these addresses from the store.
    void refresh(Set<ClientAddress> addresses) {
        // One at a time: of two that read the same address, the one that read last must have the last word.
        refreshing.lock();
        try {
            store.findAll(addresses).forEach(this::remember);
        } finally {
            refreshing.unlock();
        }
    }

    /// Holds what the store says.
    void remember(ClientAddress address, Standing stored) {
        hold(address, withUnstored(address, stored));
    }

    private Standing withUnstored(ClientAddress address, Standing stored) {
        return unstored.addedTo(stored, address, clock.instant());
    }

    /// Holds a standing whose unstored signals are counted already.
    void hold(ClientAddress address, Standing standing) {
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

    /// What is held of an address; empty for nearly all.
    Optional<Standing> find(ClientAddress address) {
        return Optional.ofNullable(known.get(address));
    }

    /// Counts what is held; looks at all of it.
    ///
    /// @param allowList addresses whose bans do not hold
    Census census(CidrSet allowList) {
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

    /// How many are held.
    int size() {
        return known.size();
    }
}
