package io.tollgate.server.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.guard.address.ClientAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// How many requests each address sent to this node, for people to read: nothing is decided by it. Thread-safe.
///
/// Holds the addresses seen most and last. **When full** those seen least are forgotten and begin anew, so that the figure
/// of an address may be too small, never too large.
public final class AddressTraffic {
    private static final int CAPACITY = 20_000;

    private final InstantSource clock;
    private final Cache<ClientAddress, Counter> seen =
            Caffeine.newBuilder().maximumSize(CAPACITY).build();

    private static final class Counter {
        private final AtomicLong requests = new AtomicLong();
        private volatile long lastSeen;
    }

    AddressTraffic(InstantSource clock) {
        this.clock = clock;
    }

    /// What was seen of an address.
    ///
    /// @param requests since it was first seen, or the node started
    public record Seen(long requests, Instant last) {}

    void count(ClientAddress address) {
        Counter counter = seen.get(address, _ -> new Counter());
        counter.requests.incrementAndGet();
        counter.lastSeen = clock.millis();
    }

    /// Distinct addresses that sent something since the start; the capacity when it is full.
    public long distinct() {
        // Until then the size is an estimate.
        seen.cleanUp();
        return seen.estimatedSize();
    }

    public Optional<Seen> of(ClientAddress address) {
        return Optional.ofNullable(seen.getIfPresent(address))
                .map(counter -> new Seen(counter.requests.get(), Instant.ofEpochMilli(counter.lastSeen)));
    }
}
