package io.tollgate.guard.redis;

import io.tollgate.guard.window.NanoClock;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/// The contract, on a Cluster of three primaries. Long because a client of a Cluster takes half a second to open and close.
@Tag("long")
class RedisClusterWindowStoreTest extends WindowStoreContract {
    private RedisWindowStore store;

    @Override
    protected WindowStore store(NanoClock clock) {
        RedisCluster.shared().nodes().forEach(node -> node.command("FLUSHALL"));
        store = new RedisWindowStore(RedisWindowStoreTest.patient(RedisCluster.shared().uri()), RedisWindowStoreTest.callers(clock));
        return store;
    }

    @AfterEach
    void closeStore() {
        store.close();
    }
}
