package io.tollgate.server;

import io.tollgate.server.cleanup.CleanupTask;
import io.tollgate.server.event.EventRetention;

/// Old events among what is cleaned up. They leave in batches of their own, archived before.
record EventCleanup(EventRetention retention) implements CleanupTask {

    @Override
    public String name() {
        return "events";
    }

    @Override
    public long count() {
        return retention.expired();
    }

    @Override
    public long removeSome(int limit) {
        return retention.run();
    }
}
