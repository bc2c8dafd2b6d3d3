package io.tollgate.guard.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The client of one deployment: a single server, a master that Sentinels name, or a Cluster.
sealed interface RedisLink extends AutoCloseable {
    /// Connects, or throws an [io.lettuce.core.RedisException]. From then on the client reconnects by itself.
    StatefulConnection<byte[], byte[]> connect();

    /// The connections behind one of [#connect]: to each server that takes writes and can be reached.
    List<StatefulConnection<byte[], byte[]>> primaries(StatefulConnection<byte[], byte[]> connection);

    @Override
    void close();

    static RedisLink to(RedisAddress address, ClientResources resources, ClientOptions options) {
        return switch (address) {
            case RedisAddress.Single(RedisURI uri) -> new Single(uri, resources, options);
            case RedisAddress.Cluster(List<RedisURI> seeds) -> new Cluster(seeds, resources, options);
        };
    }

    /// One server. With Sentinels, they are asked for the master at each reconnection.
    final class Single implements RedisLink {
        private final RedisClient client;
        private final RedisURI uri;

        private Single(RedisURI uri, ClientResources resources, ClientOptions options) {
            this.uri = uri;
            client = RedisClient.create(resources);
            client.setOptions(options);
        }

        @Override
        public StatefulConnection<byte[], byte[]> connect() {
            return client.connect(ByteArrayCodec.INSTANCE, uri);
        }

        @Override
        public List<StatefulConnection<byte[], byte[]>> primaries(StatefulConnection<byte[], byte[]> connection) {
            return List.of(connection);
        }

        @Override
        public void close() {
            client.shutdown(Duration.ZERO, RedisConnections.SHUTDOWN);
        }
    }

    /// A Cluster. Its topology is looked up every 30 s, and at once when an answer or a lost connection hints at a change, but
    /// not more often than once a second. A request follows at most three redirections, all within its deadline.
    final class Cluster implements RedisLink {
        private static final int MAX_REDIRECTIONS = 3;

        private final RedisClusterClient client;

        private Cluster(List<RedisURI> seeds, ClientResources resources, ClientOptions options) {
            client = RedisClusterClient.create(resources, seeds);
            client.setOptions(ClusterClientOptions.builder(options)
                    .maxRedirects(MAX_REDIRECTIONS)
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(Duration.ofSeconds(30))
                            .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                            .build())
                    .build());
        }

        @Override
        public StatefulConnection<byte[], byte[]> connect() {
            return client.connect(ByteArrayCodec.INSTANCE);
        }

        @Override
        public List<StatefulConnection<byte[], byte[]>> primaries(StatefulConnection<byte[], byte[]> connection) {
            var cluster = (StatefulRedisClusterConnection<byte[], byte[]>) connection;
            List<StatefulConnection<byte[], byte[]>> primaries = new ArrayList<>();
            for (RedisClusterNode node : cluster.getPartitions()) {
                if (node.getRole().isUpstream() && !node.hasNoSlots()) {
                    try {
                        // By host and port, as commands find it: so this also makes the connection before a request needs it.
                        primaries.add(cluster.getConnection(node.getUri().getHost(), node.getUri().getPort()));
                    } catch (RedisException _) {
                        // Its requests say so themselves.
                    }
                }
            }
            return primaries;
        }

        @Override
        public void close() {
            client.shutdown(Duration.ZERO, RedisConnections.SHUTDOWN);
        }
    }
}
