package io.tollgate.server.guard;

import io.tollgate.guard.login.Guess;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Sees to it that an account earns an address reputation once a day.
final class ReputationGains {
    private static final Duration ONCE_IN = Duration.ofDays(1);

    private static final Sweep OVER = new Sweep("reputation_gains", "gained_at < :before", "gained_at");

    private ReputationGains() {}

    /// Whether this login may earn; if so, the next within a day may not.
    static boolean take(Handle handle, Guess guess, Instant now) {
        return handle.createUpdate("""
                        INSERT INTO reputation_gains (address, account, gained_at) VALUES (:address, :account, :now)
                        ON CONFLICT (address, account) DO UPDATE SET gained_at = excluded.gained_at
                        WHERE reputation_gains.gained_at <= :before""")
                        .bind("address", guess.address().key())
                        .bind("account", guess.account())
                        .bind("now", now.toEpochMilli())
                        .bind("before", now.minus(ONCE_IN).toEpochMilli())
                        .execute()
                == 1;
    }

    static void forget(Database database, Instant now) {
        OVER.run(database, Map.of("before", now.minus(ONCE_IN).toEpochMilli()));
    }
}
