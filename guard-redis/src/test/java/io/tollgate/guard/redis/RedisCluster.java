package io.tollgate.guard.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Cluster of three primaries on this machine, each of which serves its slots also while another is away. Ends with the JVM at the latest.
public final class RedisCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static @Nullable RedisCluster shared;

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {
        for (int i = 0; i < NODES; i++) {
            var node = RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
                    "--cluster-require-full-coverage", "no");
            nodes.add(node);
            node.command("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            node.command(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"),
                    IntStream.range(i * SLOTS / NODES, (i + 1) * SLOTS / NODES).mapToObj(Integer::toString))
                    .toArray(String[]::new));
            node.command("CLUSTER", "MEET", "127.0.0.1", "" + nodes.getFirst().port());
        }
        Await.until(PATIENCE, "a Cluster of " + nodes, () -> nodes.stream().allMatch(node -> {
            String info = node.command("CLUSTER", "INFO");
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES)
                    && info.contains("cluster_slots_ok:" + SLOTS);
        }));
    }

    public static RedisCluster start() {
        return new RedisCluster();
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
    }
}
