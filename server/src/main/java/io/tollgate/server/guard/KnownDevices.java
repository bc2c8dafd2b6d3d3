package io.tollgate.server.guard;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Which devices somebody has logged in from. Each statement runs in the transaction of its handle.
final class KnownDevices {
    /// Of one account. Who logs in without cookies is a new device each time, and must not make the others hard to find.
    private static final int MOST = 500;

    private static final Sweep EXPIRED = new Sweep("known_devices", "since < :before", "since");

    /// A device that fills its guess budget twice within this time is no longer its owner's.
    private static final Duration STRIKES_WITHIN = Duration.ofDays(1);

    private KnownDevices() {}

    static boolean isKnown(Handle handle, String account, String device) {
        return handle.createQuery("""
                        SELECT since FROM known_devices WHERE account = :account AND device = :device LIMIT 1""")
                .bind("account", account)
                .bind("device", device)
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    /// Makes a device known, or notes that it is used again.
    ///
    /// @return whether it was not known before
    static boolean remember(Handle handle, String account, String device, Instant now) {
        boolean isNew = handle.createQuery("""
                        INSERT INTO known_devices (account, device, since) VALUES (:account, :device, :now)
                        ON CONFLICT (account, device) DO UPDATE SET used_at = excluded.since
                        RETURNING CASE WHEN used_at IS NULL THEN 1 ELSE 0 END AS is_new""")
                        .bind("account", account)
                        .bind("device", device)
                        .bind("now", now.toEpochMilli())
                        .mapTo(Integer.class)
                        .one()
                == 1;
        if (isNew) {
            forgetSurplus(handle, account, device);
        }
        return isNew;
    }

    /// Forgets, of an account that has too many, first the devices that never came back and then those used least lately:
    /// whatever logs in without cookies, however often, pushes out none that people use. The newest stays in any case.
    private static void forgetSurplus(Handle handle, String account, String newest) {
        handle.createUpdate("""
                        DELETE FROM known_devices WHERE account = :account AND device IN (
                            SELECT device FROM known_devices WHERE account = :account AND device <> :newest
                            ORDER BY CASE WHEN used_at IS NULL THEN 1 ELSE 0 END, COALESCE(used_at, since) DESC, device DESC
                            LIMIT 1000 OFFSET :others)""")
                .bind("account", account)
                .bind("newest", newest)
                .bind("others", MOST - 1)
                .execute();
    }

    /// Forgets devices whose cookies are gone by now.
    static void forgetBefore(Database database, Instant before) {
        EXPIRED.run(database, Map.of("before", before.toEpochMilli()));
    }

    /// How many devices became known since then.
    static int newSince(Handle handle, String account, Instant since) {
        return handle.createQuery("SELECT COUNT(*) AS n FROM known_devices WHERE account = :account AND since > :since")
                .bind("account", account)
                .bind("since", since.toEpochMilli())
                .mapTo(Integer.class)
                .one();
    }

    /// The device filled its budget: once is noted, twice makes it unknown.
    static void strike(Handle handle, String account, String device, Instant now) {
        int removed = handle.createUpdate("""
                        DELETE FROM known_devices
                        WHERE account = :account AND device = :device AND struck_at > :since""")
                .bind("account", account)
                .bind("device", device)
                .bind("since", now.minus(STRIKES_WITHIN).toEpochMilli())
                .execute();
        if (removed == 0) {
            handle.createUpdate("""
                            UPDATE known_devices SET struck_at = :now WHERE account = :account AND device = :device""")
                    .bind("now", now.toEpochMilli())
                    .bind("account", account)
                    .bind("device", device)
                    .execute();
        }
    }

    static void forget(Handle handle, String account, String device) {
        handle.createUpdate("DELETE FROM known_devices WHERE account = :account AND device = :device")
                .bind("account", account)
                .bind("device", device)
                .execute();
    }

    static void forgetAll(Handle handle, String account) {
        handle.createUpdate("DELETE FROM known_devices WHERE account = :account")
                .bind("account", account)
                .execute();
    }

    /// Forgets the devices of an account but one.
    static void forgetOthers(Handle handle, String account, String kept) {
        handle.createUpdate("DELETE FROM known_devices WHERE account = :account AND device <> :kept")
                .bind("account", account)
                .bind("kept", kept)
                .execute();
    }
}
