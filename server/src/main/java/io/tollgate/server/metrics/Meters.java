package io.tollgate.server.metrics;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.redis.CommandListener;
import io.tollgate.guard.window.WindowStoreException.Category;
import io.tollgate.server.database.StatementListener;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.RequestObserver;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Where everything is recorded, on the path of every request: by any number of threads, without waiting and without
/// allocating. Bounded by the endpoints, commands and rules there are; a client can add to none of them.
public final class Meters {
    static final String UNMATCHED = "unmatched";
    static final String OTHERS = "other";
    private static final int MAX_NAMES = 64;
    /// A property of the JVM and no setting: by it the lab tells what recording costs.
    private static final String SWITCH = "tollgate.metrics";
    private static final Endpoint NO_ENDPOINT = Endpoint.unmatched(call -> {});

    private final Map<String, EndpointMeter> endpoints = new ConcurrentHashMap<>();
    private final Map<String, OperationMeter> commands = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> limited = new ConcurrentHashMap<>();
    private final LongAdder banned = new LongAdder();
    private final Statements statements = new Statements();
    private final Drained drained = new Drained();
    private final boolean on = !"off".equals(System.getProperty(SWITCH));
    private volatile DistinctAddresses peers;

    /// What was handed over already.
    private static final class Drained {
        private final Map<String, Long> limited = new TreeMap<>();
        private long banned;
        private long redisErrors;
        private long slowStatements;
        private long passwordHashes;
    }

    /// @param random seeds the estimate of distinct addresses until [#shareSeed]
    public Meters(SecureRandom random) {
        byte[] seed = new byte[Long.BYTES];
        random.nextBytes(seed);
        peers = new DistinctAddresses(seed);
    }

    /// Counts distinct addresses so that nodes with the same seed can put their counts together.
    void shareSeed(byte[] secret) {
        peers = new DistinctAddresses(secret);
    }

    /// Whether anything is recorded.
    boolean areOn() {
        return on;
    }

    /// What the HTTP server tells.
    public RequestObserver requests() {
        return on ? recordRequests() : RequestObserver.NONE;
    }

    private RequestObserver recordRequests() {
        return new RequestObserver() {
            @Override
            public Answers of(Endpoint endpoint) {
                return endpoint(endpoint.path().equals(NO_ENDPOINT.path()) ? UNMATCHED : endpoint.name());
            }

            @Override
            public void arrived(ClientAddress client) {
                peers.add(client);
            }

            @Override
            public void limited(String rule) {
                Meters.this.limited(rule).increment();
            }

            @Override
            public void banned() {
                banned.increment();
            }
        };
    }

    /// What Redis' client tells.
    public CommandListener redis() {
        return on ? recordCommands() : CommandListener.NONE;
    }

    private CommandListener recordCommands() {
        return new CommandListener() {
            @Override
            public void answered(String command, long nanos) {
                command(command).record(nanos);
            }

            @Override
            public void failed(String command, long nanos, Category category) {
                OperationMeter meter = command(command);
                meter.failed();
                if (category == Category.TIMEOUT) {
                    meter.record(nanos);
                }
            }
        };
    }

    /// What the database tells.
    public StatementListener database() {
        return on ? statements : StatementListener.NONE;
    }

    Statements statements() {
        return statements;
    }

    EndpointMeter endpoint(String name) {
        return endpoints.computeIfAbsent(name, EndpointMeter::new);
    }

    private OperationMeter command(String name) {
        OperationMeter known = commands.get(name);
        return known != null ? known : commands.computeIfAbsent(bounded(commands, name), _ -> new OperationMeter());
    }

    /// Rules of one kind, such as the bot rule of each endpoint, count together.
    private LongAdder limited(String rule) {
        LongAdder known = limited.get(rule);
        if (known != null) {
            return known;
        }
        int end = rule.indexOf(' ');
        return limited.computeIfAbsent(
                bounded(limited, end < 0 ? rule : rule.substring(0, end)), _ -> new LongAdder());
    }

    private static String bounded(Map<String, ?> names, String name) {
        return names.size() < MAX_NAMES || names.containsKey(name) ? name : OTHERS;
    }

    Map<String, EndpointMeter> endpoints() {
        return endpoints;
    }

    Map<String, OperationMeter> commands() {
        return commands;
    }

    Map<String, LongAdder> limited() {
        return limited;
    }

    long banned() {
        return banned.sum();
    }

    /// Hands over what was recorded since the last call. For one thread.
    ///
    /// @param passwordHashes since the start
    void drain(Rollup minute, Tally second, long passwordHashes) {
        endpoints.values().forEach(endpoint -> endpoint.drain(minute, second));
        commands.forEach((name, meter) -> meter.latency().drain(interval -> {
            second.redis().add(interval);
            minute.command(name.toLowerCase(Locale.ROOT)).add(interval);
        }));
        statements.meter().latency().drain(second.database()::add);
        limited.forEach((rule, count) -> {
            long now = count.sum();
            Long before = drained.limited.put(rule, now);
            long since = now - (before == null ? 0 : before);
            if (since > 0) {
                second.limited(rule, since);
            }
        });
        drainCounts(second, passwordHashes);
        DistinctAddresses.merge(minute.peers(), peers.drain());
        minute.totals().add(second);
    }

    private void drainCounts(Tally second, long passwordHashes) {
        long nowBanned = banned();
        long redisErrors = commands.values().stream().mapToLong(OperationMeter::errors).sum();
        long slow = statements.slow();
        second.counts(
                nowBanned - drained.banned,
                redisErrors - drained.redisErrors,
                slow - drained.slowStatements,
                passwordHashes - drained.passwordHashes);
        drained.banned = nowBanned;
        drained.redisErrors = redisErrors;
        drained.slowStatements = slow;
        drained.passwordHashes = passwordHashes;
    }
}
