package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Decides whether a request from a banned address is read far enough to see whether it is older than the ban. A ban by
/// hand is absolute; and an address that searches for tokens is not listened to for a minute. Thread-safe.
final class BanSparing {
    private static final long PAUSE_NANOS = 60_000_000_000L;
    private static final int CAPACITY = 10_000;

    private final SignalCounters counters;
    private final Map<ClientAddress, Long> searchedAt = new ConcurrentHashMap<>();

    BanSparing(SignalCounters counters) {
        this.counters = counters;
    }

    boolean mayShowProof(ClientAddress address, Ban ban) {
        if (!ban.automatic()) {
            return false;
        }
        Long searched = searchedAt.get(address);
        if (searched == null) {
            return true;
        }
        boolean over = System.nanoTime() - searched > PAUSE_NANOS;
        if (over) {
            searchedAt.remove(address, searched);
        }
        return over;
    }

    void noteBadProof(ClientAddress address) {
        if (counters.isTokenSearch(address)) {
            if (searchedAt.size() >= CAPACITY) {
                searchedAt.values().removeIf(at -> System.nanoTime() - at > PAUSE_NANOS);
            }
            searchedAt.put(address, System.nanoTime());
        }
    }
}
