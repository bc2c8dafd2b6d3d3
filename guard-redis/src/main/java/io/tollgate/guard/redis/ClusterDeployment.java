package io.tollgate.guard.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.guard.window.WindowStoreException;
import io.tollgate.guard.window.WindowStoreException.Category;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/// A Cluster. Which node has which slots is looked up every 30 s, and once a second while there is a doubt; in between, an
/// answer that a slot has moved is believed for that slot.
final class ClusterDeployment implements Deployment {
    private static final long LOOK_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long DOUBTFUL_LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<HostAndPort> seeds;
    private final Connector connector;
    private final RedisSettings settings;
    private final Map<HostAndPort, RedisNode> nodes = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable RedisNode> slots =
            new AtomicReferenceArray<>(Protocol.CLUSTER_HASHSLOTS);
    private volatile boolean doubtful = true;
    private volatile boolean closed;
    private long latestLook = System.nanoTime() - LOOK_NANOS;

    ClusterDeployment(List<HostAndPort> seeds, Connector connector, RedisSettings settings) {
        this.seeds = seeds;
        this.connector = connector;
        this.settings = settings;
    }

    @Override
    public RedisNode nodeOf(byte[] key) {
        RedisNode node = slots.get(JedisClusterCRC16.getSlot(key));
        if (node == null) {
            throw new WindowStoreException(Category.UNREACHABLE, "no node is known for the slot");
        }
        return node;
    }

    @Override
    public Optional<RedisNode> redirected(RedisNode by, JedisRedirectionException answer, long deadlineNanos)
            throws InterruptedException {
        HostAndPort address = targetOf(answer, by);
        RedisNode node = node(address);
        node.awaitFirstTry(deadlineNanos);
        if (answer instanceof JedisMovedDataException) {
            // A look that went on meanwhile may have closed it.
            if (nodes.get(address) == node) {
                slots.set(answer.getSlot(), node);
            }
            doubtful = true;
        }
        return Optional.of(node);
    }

    /// A Cluster whose nodes do not know their own names says only the port, on the host that was asked.
    private HostAndPort targetOf(JedisRedirectionException answer, RedisNode by) {
        HostAndPort target = answer.getTargetNode();
        if (!target.getHost().isEmpty()) {
            return target;
        }
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue() == by)
                .findFirst()
                .map(entry -> new HostAndPort(entry.getKey().getHost(), target.getPort()))
                .orElseThrow(() -> new WindowStoreException(Category.UNREACHABLE, "nobody knows where the slot has moved"));
    }

    private RedisNode node(HostAndPort address) {
        RedisNode node = nodes.computeIfAbsent(address, _ -> new RedisNode(() -> connector.to(address).patient(), settings));
        if (closed) {
            // Now or before: whoever closed may have missed it.
            node.close();
            throw new WindowStoreException(Category.UNREACHABLE, "the store is closed");
        }
        return node;
    }

    @Override
    public List<RedisNode> primaries() {
        return List.copyOf(nodes.values());
    }

    @Override
    public void doubt() {
        doubtful = true;
    }

    @Override
    public void lookUp() throws InterruptedException {
        long age = System.nanoTime() - latestLook;
        if (age < DOUBTFUL_LOOK_NANOS || age < LOOK_NANOS && !doubtful) {
            return;
        }
        latestLook = System.nanoTime();
        doubtful = false;
        Map<Integer, HostAndPort> secondBest = Map.of();
        for (HostAndPort candidate : candidates()) {
            View view = view(candidate);
            if (view.isOk()) {
                take(view.primaries());
                return;
            }
            if (secondBest.isEmpty()) {
                secondBest = view.primaries();
            }
        }
        doubtful = true;
        if (!secondBest.isEmpty()) {
            take(secondBest);
        }
    }

    /// What one node says.
    ///
    /// @param primaries by slot; empty if it cannot be asked or is in no Cluster
    /// @param isOk      whether it says that the Cluster works. One that is cut off from the others does not, and what it says
    ///                  of the slots is old
    private record View(Map<Integer, HostAndPort> primaries, boolean isOk) {}

    /// Whom to ask: nodes with a connection first.
    private SequencedSet<HostAndPort> candidates() {
        SequencedSet<HostAndPort> candidates = new LinkedHashSet<>();
        nodes.forEach((address, node) -> {
            if (node.isOpen()) {
                candidates.add(address);
            }
        });
        candidates.addAll(nodes.keySet());
        candidates.addAll(seeds);
        return candidates;
    }

    private View view(HostAndPort asked) {
        Map<Integer, HostAndPort> primaries = new HashMap<>();
        try (Link link = connector.to(asked)) {
            for (Object each : (List<?>) link.executeCommand(about("SLOTS"))) {
                var range = (List<?>) each;
                HostAndPort primary = address((List<?>) range.get(2), asked);
                for (long slot = (Long) range.get(0); slot <= (Long) range.get(1); slot++) {
                    primaries.put((int) slot, primary);
                }
            }
            var info = new String((byte[]) link.executeCommand(about("INFO")), UTF_8);
            return new View(primaries, !primaries.isEmpty() && info.contains("cluster_state:ok"));
        } catch (JedisException | ClassCastException _) {
            // The next one is asked; requests meet the same and say so.
            return new View(Map.of(), false);
        }
    }

    private static CommandArguments about(String what) {
        return new CommandArguments(Protocol.Command.CLUSTER).add(what);
    }

    /// A node that does not know its own name is where it was asked.
    private static HostAndPort address(List<?> node, HostAndPort asked) {
        String host = node.getFirst() == null ? "" : new String((byte[]) node.getFirst(), UTF_8);
        return new HostAndPort(host.isEmpty() ? asked.getHost() : host, Math.toIntExact((Long) node.get(1)));
    }

    private void take(Map<Integer, HostAndPort> primaries) throws InterruptedException {
        long deadline = System.nanoTime() + settings.connectTimeout().toNanos();
        Set<HostAndPort> addresses = Set.copyOf(primaries.values());
        for (HostAndPort address : addresses) {
            // Before requests need it.
            node(address).awaitFirstTry(deadline);
        }
        for (int slot = 0; slot < slots.length(); slot++) {
            HostAndPort primary = primaries.get(slot);
            slots.set(slot, primary == null ? null : node(primary));
        }
        nodes.entrySet().removeIf(entry -> {
            boolean isGone = !addresses.contains(entry.getKey());
            if (isGone) {
                entry.getValue().close();
            }
            return isGone;
        });
    }

    @Override
    public void close() {
        closed = true;
        nodes.values().forEach(RedisNode::close);
    }
}
