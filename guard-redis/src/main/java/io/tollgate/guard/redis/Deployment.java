package io.tollgate.guard.redis;

import io.tollgate.guard.window.WindowStoreException;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/// The servers behind one address: a single one, the master that Sentinels name, or a Cluster. Safe for use by any number of
/// threads.
sealed interface Deployment extends AutoCloseable permits SingleDeployment, ClusterDeployment {
    /// The server that a key lies on.
    ///
    /// @throws WindowStoreException if none is known
    RedisNode nodeOf(byte[] key);

    /// Whom to ask after such an answer.
    ///
    /// @param by            who answered so
    /// @param deadlineNanos when to stop waiting for a connection to it, by [System#nanoTime]
    /// @return nothing where redirections are not to be followed
    Optional<RedisNode> redirected(RedisNode by, JedisRedirectionException answer, long deadlineNanos)
            throws InterruptedException;

    /// All known servers that take writes.
    List<RedisNode> primaries();

    /// Those of them to which there is a connection.
    default List<RedisNode> reachable() {
        return primaries().stream().filter(RedisNode::isOpen).toList();
    }

    /// Finds out what servers there are, where that can change and seems due. Called again and again, not by requests, and not
    /// by two threads at once. Waits for servers as long as connecting may take.
    void lookUp() throws InterruptedException;

    /// A request failed in a way that may mean that servers changed.
    void doubt();

    @Override
    void close();

    static Deployment at(RedisSettings settings) {
        RedisAddress address = RedisAddress.parse(settings.uri());
        var connector = new Connector(address.access(), settings.connectTimeout());
        return switch (address) {
            case RedisAddress.Single single ->
                    new SingleDeployment(() -> connector.to(single.server()).patient(), settings);
            case RedisAddress.Sentinels by ->
                    new SingleDeployment(() -> connector.toMaster(by.sentinels(), by.master()).patient(), settings);
            case RedisAddress.Cluster cluster -> new ClusterDeployment(cluster.seeds(), connector, settings);
        };
    }
}
