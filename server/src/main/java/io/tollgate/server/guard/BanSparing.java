package io.tollgate.server.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Decides whether a request from a banned address is read far enough to see whether it is older than the ban. A ban by
/// hand is absolute; and an address that searches for tokens is not listened to for a minute. Thread-safe, bounded.
final class BanSparing {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int CAPACITY = 10_000;

    private final SignalCounters counters;
    private final Cache<ClientAddress, Boolean> searching;

    BanSparing(SignalCounters counters, InstantSource clock) {
        this.counters = counters;
        this.searching = Caffeine.newBuilder()
                .maximumSize(CAPACITY)
                .expireAfterWrite(PAUSE)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    boolean mayShowProof(ClientAddress address, Ban ban) {
        return ban.automatic() && searching.getIfPresent(address) == null;
    }

    /// Somebody there presented a token or cookie that is none of ours.
    void noteForeignProof(ClientAddress address) {
        if (counters.isTokenSearch(address)) {
            searching.put(address, true);
        }
    }
}
