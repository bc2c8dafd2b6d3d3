package io.tollgate.server.http;

import io.tollgate.guard.address.ClientAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// How many connections may be open: in all, so that they cannot fill the memory, and from one address. Thread-safe.
///
/// When all places are taken, a newcomer gets that of an address which holds more of them than the newcomer's, and of
/// those which hold most: a connection that waits for its client, idle ones first and of these the one that waits
/// longest. So an address that opens thousands takes places from itself, not from people who have one or two. Where
/// there is none, the newcomer is refused. Connections of exempt addresses (proxies: all people come through them) count
/// in all but are neither bounded by address nor given up.
public final class ConnectionBounds {
    /// What became of connections since the start.
    ///
    /// @param refusedByAddress because of the address's own bound
    /// @param refusedInAll     because all places were taken by connections that could not be given up
    /// @param givenUp          to make room for others
    public record Refusals(long refusedByAddress, long refusedInAll, long givenUp) {}

    /// Hears now and then, not for each connection, that a bound has been reached.
    @FunctionalInterface
    public interface Listener {
        /// @param client whose connection it was this time
        /// @param rule   `connections` or `connections-per-address`
        void reached(ClientAddress client, String rule, int bound);
    }

    private static final System.Logger LOG = System.getLogger(ConnectionBounds.class.getName());
    private static final String IN_ALL = "connections";
    private static final String PER_ADDRESS = "connections-per-address";
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    /// An answer that a client does not take for so long may be given up; before that the line may be to blame.
    private static final Duration STUCK = Duration.ofSeconds(5);

    private final int max;
    private final int maxPerAddress;
    private final Predicate<ClientAddress> exempt;
    private final Listener listener;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Holder> holders = new HashMap<>();
    private final Set<CountedConnection> open = new LinkedHashSet<>();
    private final LongAdder refusedByAddress = new LongAdder();
    private final LongAdder refusedInAll = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private long lastTold;

    /// An address and how many connections it has.
    private static final class Holder {
        private int connections;
    }

    private record Candidate(CountedConnection connection, int held, boolean idle, Duration waiting) {}

    private static final Comparator<Candidate> FIRST_TO_GO = Comparator.comparingInt(Candidate::held)
            .thenComparing(Candidate::idle)
            .thenComparing(Candidate::waiting);

    /// @param exempt   addresses without a bound of their own
    /// @param nanoTime monotonic
    public ConnectionBounds(
            int max, int maxPerAddress, Predicate<ClientAddress> exempt, Listener listener, LongSupplier nanoTime) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.exempt = exempt;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.lastTold = nanoTime.getAsLong() - QUIET_NANOS;
    }

    /// Takes a place for a connection, to be given back by [#leave].
    ///
    /// @return false when there is none for it
    boolean enter(CountedConnection connection) {
        String refusedFor;
        lock.lock();
        try {
            refusedFor = refusal(connection).orElse("");
            if (refusedFor.isEmpty()) {
                open.add(connection);
                holders.computeIfAbsent(connection.client().key(), _ -> new Holder()).connections++;
            }
        } finally {
            lock.unlock();
        }
        if (!refusedFor.isEmpty()) {
            tell(connection.client(), refusedFor);
        }
        return refusedFor.isEmpty();
    }

    private Optional<String> refusal(CountedConnection connection) {
        int held = held(connection.client());
        if (held >= maxPerAddress && !exempt.test(connection.client())) {
            refusedByAddress.increment();
            return Optional.of(PER_ADDRESS);
        }
        if (open.size() >= max && !makeRoom(held)) {
            refusedInAll.increment();
            return Optional.of(IN_ALL);
        }
        return Optional.empty();
    }

    private int held(ClientAddress client) {
        Holder holder = holders.get(client.key());
        return holder == null ? 0 : holder.connections;
    }

    private boolean makeRoom(int heldByNewcomer) {
        Optional<CountedConnection> first = open.stream()
                .map(this::candidate)
                .filter(candidate -> candidate.held() > heldByNewcomer)
                .filter(ConnectionBounds::waitsForClient)
                .filter(candidate -> !exempt.test(candidate.connection().client()))
                .max(FIRST_TO_GO)
                .map(Candidate::connection)
                // It may have got to work meanwhile; then this newcomer has bad luck.
                .filter(CountedConnection::giveUp);
        first.ifPresent(connection -> {
            givenUp.increment();
            remove(connection);
        });
        return first.isPresent();
    }

    private Candidate candidate(CountedConnection connection) {
        ConnectionWatch watch = connection.watch();
        return new Candidate(
                connection, held(connection.client()), watch.state() == ConnectionWatch.State.IDLE, watch.waiting());
    }

    private static boolean waitsForClient(Candidate candidate) {
        return switch (candidate.connection().watch().state()) {
            case IDLE, READING -> true;
            case WRITING -> candidate.waiting().compareTo(STUCK) > 0;
            case WORKING, GIVEN_UP -> false;
        };
    }

    void leave(CountedConnection connection) {
        lock.lock();
        try {
            remove(connection);
        } finally {
            lock.unlock();
        }
    }

    private void remove(CountedConnection connection) {
        if (!open.remove(connection)) {
            return;
        }
        holders.computeIfPresent(connection.client().key(), (_, holder) -> --holder.connections == 0 ? null : holder);
    }

    private void tell(ClientAddress client, String rule) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            if (now - lastTold < QUIET_NANOS) {
                return;
            }
            lastTold = now;
        } finally {
            lock.unlock();
        }
        int bound = rule.equals(IN_ALL) ? max : maxPerAddress;
        LOG.log(
                Level.WARNING,
                "a connection of {0} was refused: http.max-{1} is {2}; {3} refused and {4} given up since the start",
                client.text(),
                rule,
                String.valueOf(bound),
                String.valueOf(refusedByAddress.sum() + refusedInAll.sum()),
                String.valueOf(givenUp.sum()));
        listener.reached(client, rule, bound);
    }

    /// Connections that are open.
    public int open() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    public Refusals refusals() {
        return new Refusals(refusedByAddress.sum(), refusedInAll.sum(), givenUp.sum());
    }
}
