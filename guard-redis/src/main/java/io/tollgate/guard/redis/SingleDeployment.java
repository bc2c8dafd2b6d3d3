package io.tollgate.guard.redis;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/// One server. With Sentinels, they are asked for the master each time a connection is made.
final class SingleDeployment implements Deployment {
    private final RedisNode node;
    private final long patienceNanos;

    SingleDeployment(Supplier<Link> connector, RedisSettings settings) {
        node = new RedisNode(connector, settings);
        patienceNanos = settings.connectTimeout().toNanos();
    }

    @Override
    public RedisNode nodeOf(byte[] key) {
        return node;
    }

    /// Nobody: a server that redirects is one of a Cluster, whose address would name it so.
    @Override
    public Optional<RedisNode> redirected(RedisNode by, JedisRedirectionException answer, long deadlineNanos) {
        return Optional.empty();
    }

    @Override
    public List<RedisNode> primaries() {
        return List.of(node);
    }

    /// Waits for the first connections.
    @Override
    public void lookUp() throws InterruptedException {
        node.awaitFirstTry(System.nanoTime() + patienceNanos);
    }

    @Override
    public void doubt() {
        // There is nobody else to ask.
    }

    @Override
    public void close() {
        node.close();
    }
}
