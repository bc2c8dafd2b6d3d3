package io.tollgate.guard.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/// Where the servers are. Without secrets in its text.
sealed interface RedisAddress {
    /// A name or an address, that of IPv6 in brackets. What the client could not take apart has colons left.
    String HOST = "[0-9A-Za-z_.-]+|\\[[0-9A-Fa-f:.]+]";

    /// One server, or the master that Sentinels name.
    record Single(RedisURI uri) implements RedisAddress {
        @Override
        public String toString() {
            return uri.getSentinels().isEmpty()
                    ? host(uri)
                    : uri.getSentinelMasterId() + " by sentinels " + hosts(uri.getSentinels());
        }
    }

    /// A Cluster, by some of its nodes.
    record Cluster(List<RedisURI> seeds) implements RedisAddress {
        public Cluster {
            seeds = List.copyOf(seeds);
        }

        @Override
        public String toString() {
            return "cluster " + hosts(seeds);
        }
    }

    /// @throws IllegalArgumentException if the text is no address; the message does not repeat it, since it may hold a password
    static RedisAddress parse(String text) {
        try {
            if (text.matches("rediss?://.*,.*")) {
                return new Cluster(RedisClusterURIUtil.toRedisURIs(URI.create(text)));
            }
            var uri = RedisURI.create(text);
            boolean isServer = uri.getHost() != null && uri.getHost().matches(HOST);
            if (uri.getSocket() != null || uri.getSentinels().isEmpty() && !isServer) {
                throw new IllegalArgumentException("no host");
            }
            return new Single(uri);
        } catch (RuntimeException _) {
            // Without the cause, whose message repeats the text.
            throw new IllegalArgumentException("the address of Redis must be redis://host:port, rediss://host:port, several"
                    + " hosts separated by commas for a Cluster, or redis-sentinel://host:port,host:port#master");
        }
    }

    private static String hosts(List<RedisURI> uris) {
        return uris.stream().map(RedisAddress::host).collect(Collectors.joining(","));
    }

    private static String host(RedisURI uri) {
        return uri.getHost() + ":" + uri.getPort() + (uri.isSsl() ? " over TLS" : "");
    }
}
