package io.tollgate.server.secret;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import java.security.SecureRandom;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Random secrets of 256 bits by name, made when first asked for. Thread-safe; meant for the start, not for requests.
public final class ServerSecrets {
    private static final int BYTES = 32;

    private final Database database;
    private final KeyWrapping wrapping;
    private final SecureRandom random;

    public ServerSecrets(Database database, KeyWrapping wrapping, SecureRandom random) {
        this.database = database;
        this.wrapping = wrapping;
        this.random = random;
    }

    /// The secret of that name, the same on all nodes and after every restart.
    public byte[] get(String name) {
        return database.write(handle -> {
            database.lock(handle, DatabaseLock.BOOTSTRAP);
            Optional<KeyWrapping.Stored> stored = find(handle, name);
            byte[] secret = stored.map(wrapping::load).orElseGet(this::generate);
            if (stored.isEmpty() || wrapping.isOutdated(stored.get())) {
                store(handle, name, wrapping.store(secret));
            }
            return secret;
        });
    }

    private byte[] generate() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private static Optional<KeyWrapping.Stored> find(Handle handle, String name) {
        return handle.createQuery("SELECT value, wrapped FROM server_secrets WHERE name = :name LIMIT 1")
                .bind("name", name)
                .map((row, _) -> new KeyWrapping.Stored(row.getBytes("value"), row.getBoolean("wrapped")))
                .findOne();
    }

    private static void store(Handle handle, String name, KeyWrapping.Stored stored) {
        handle.createUpdate("""
                        INSERT INTO server_secrets (name, value, wrapped) VALUES (:name, :value, :wrapped)
                        ON CONFLICT (name) DO UPDATE SET value = excluded.value, wrapped = excluded.wrapped""")
                .bind("name", name)
                .bind("value", stored.value())
                .bind("wrapped", stored.wrapped())
                .execute();
    }
}
