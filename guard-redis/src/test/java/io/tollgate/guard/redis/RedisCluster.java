package io.tollgate.guard.redis;

import io.tollgate.guard.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Cluster of three primaries on this machine, without replicas, each of which serves its slots also while another is away. Ends with the
/// JVM at the latest.
public final class RedisCluster implements AutoCloseable {
    private static final Duration AGREEMENT = Duration.ofSeconds(20);
    private static final int EPOCH = 6;

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static @Nullable RedisCluster shared;

    private final List<RedisServer> nodes = new ArrayList<>();
    private final List<RedisServer> replicas = new ArrayList<>();

    private RedisCluster() {
        for (int i = 0; i < NODES; i++) {
            var node = startNode();
            nodes.add(node);
            node.command("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            node.command(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"),
                    IntStream.range(i * SLOTS / NODES, (i + 1) * SLOTS / NODES).mapToObj(Integer::toString))
                    .toArray(String[]::new));
            node.command("CLUSTER", "MEET", "127.0.0.1", "" + nodes.getFirst().port());
        }
        Eventually.within(PATIENCE, "a Cluster of " + nodes, () -> nodes.stream().allMatch(node -> {
            String info = node.command("CLUSTER", "INFO");
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES)
                    && info.contains("cluster_slots_ok:" + SLOTS);
        }));
    }

    private static RedisServer startNode() {
        return RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
                "--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0");
    }

    public static RedisCluster start() {
        return new RedisCluster();
    }

    /// Gives the first primary a replica, which takes its place within seconds when it is away, and waits until the replica is
    /// in step.
    public RedisServer addReplica() {
        var primary = nodes.getFirst();
        var replica = startNode();
        replicas.add(replica);
        replica.command("CLUSTER", "MEET", "127.0.0.1", "" + primary.port());
        Eventually.within(PATIENCE, "the replica known", () -> nodes.stream().allMatch(node ->
                node.command("CLUSTER", "INFO").contains("cluster_known_nodes:" + (NODES + 1))));
        Eventually.within(PATIENCE, "the primary known", () ->
                replica.command("CLUSTER", "REPLICATE", id(primary)).equals("OK"));
        Eventually.within(PATIENCE, "the replica in step", () ->
                primary.command("INFO", "replication").contains("state=online"));
        return replica;
    }

    /// A node's name in the Cluster.
    static String id(RedisServer node) {
        return node.command("CLUSTER", "MYID");
    }

    /// The slot that a key lies in.
    public int slot(String key) {
        return Integer.parseInt(nodes.getFirst().command("CLUSTER", "KEYSLOT", key));
    }

    /// Begins to move a slot: its keys are asked for at the second node once the first no longer has them.
    void beginMove(int slot, RedisServer from, RedisServer to) {
        to.command("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", id(from));
        from.command("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", id(to));
    }

    void moveKey(String key, RedisServer from, RedisServer to) {
        String answer = from.command("MIGRATE", "127.0.0.1", "" + to.port(), key, "0", "5000");
        if (!answer.equals("OK")) {
            throw new IllegalStateException(answer);
        }
    }

    /// All nodes learn whose the slot is now. Returns when they agree on everything: a node that does not know of the latest
    /// epoch yet would lose the slot of a next move to an old message.
    void endMove(int slot, RedisServer to) {
        String id = id(to);
        to.command("CLUSTER", "SETSLOT", "" + slot, "NODE", id);
        nodes.forEach(node -> node.command("CLUSTER", "SETSLOT", "" + slot, "NODE", id));
        Eventually.within(AGREEMENT, "all nodes agree", () -> nodes.stream().map(RedisCluster::view).distinct().count() == 1);
    }

    /// Every node's id, epoch and slots, as one of them sees it.
    private static List<String> view(RedisServer node) {
        return node.command("CLUSTER", "NODES")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" "))
                .map(fields -> fields[0] + " " + String.join(" ", List.of(fields).subList(EPOCH, fields.length)))
                .sorted()
                .toList();
    }

    /// The one that tests which disturb nothing share.
    public static synchronized RedisCluster shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    public String uri() {
        return "redis://" + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
        replicas.forEach(RedisServer::close);
    }
}
