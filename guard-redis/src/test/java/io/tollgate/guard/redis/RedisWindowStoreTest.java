package io.tollgate.guard.redis;

import io.tollgate.guard.redis.RedisSettings.TimeSource;
import io.tollgate.guard.window.NanoClock;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

/// The contract, on a real server. Its clock is the caller's, because no test can set the server's.
class RedisWindowStoreTest extends WindowStoreContract {
    private RedisWindowStore store;

    @Override
    protected WindowStore store(NanoClock clock) {
        RedisServer.shared().command("FLUSHALL");
        store = new RedisWindowStore(patient(RedisServer.shared().uri()), callers(clock));
        return store;
    }

    /// The contract is about decisions, not about deadlines: a busy machine must not fail it.
    static RedisSettings patient(String uri) {
        return RedisSettings.of(uri).withTime(TimeSource.CALLER).withDeadline(Duration.ofSeconds(5));
    }

    /// A clock of instants that shows what that one shows.
    static InstantSource callers(NanoClock clock) {
        long start = clock.nanos();
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        return () -> then.plusNanos(clock.nanos() - start);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }
}
