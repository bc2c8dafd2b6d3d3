package io.tollgate.server.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.tollgate.server.database.Columns;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.DatabaseLock;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.feed.ChangeListener;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.secret.KeyWrapping;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The signing keys of all nodes, in memory. Thread-safe: readers see one consistent map.
public final class KeyRing implements ChangeListener {
    /// A new key is published this long before it signs: the time for nodes to hear of it and for clients that cache
    /// the published keys to fetch them again.
    static final Duration PUBLISHED_BEFORE_USE = Duration.ofMinutes(10);
    /// Clients and proxies may keep the published keys so long, and know a new one well before it signs.
    public static final Duration CACHEABLE = PUBLISHED_BEFORE_USE.dividedBy(2);

    private final Database database;
    private final KeyWrapping wrapping;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final SecureRandom random;
    private volatile Map<String, SigningKey> keys = Map.of();

    public KeyRing(
            Database database,
            KeyWrapping wrapping,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.wrapping = wrapping;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /// Has the JDK compute its tables for the curve, which it does once in a process and which the first login would wait for.
    public static void prepare() {
        SigningKey.generate(new SecureRandom());
    }

    /// Makes the first key, or the next one when the newest is older than `rotation`, and forgets those that no token
    /// can refer to any more. To be called at the start, once the feed exists, and now and then after.
    ///
    /// @param tokenLife how long after its last signature a key must still verify
    public void rotate(Duration rotation, Duration tokenLife, ChangeFeed feed) {
        // Made before, since it takes a tenth of a second in a process that has just begun, and others want to write.
        Optional<KeyPair> made = isDue(database.read(KeyRing::newest), rotation)
                ? Optional.of(SigningKey.generate(random))
                : Optional.empty();
        List<Change> added = database.write(handle -> {
            database.lock(handle, DatabaseLock.BOOTSTRAP);
            rewrap(handle);
            Optional<Instant> newest = newest(handle);
            if (!isDue(newest, rotation)) {
                return List.<Change>of();
            }
            // Fails where the secret is not the one of those that are there: the others could not read a key made with it.
            load(handle);
            Instant now = clock.instant();
            Instant activeFrom = newest.isEmpty() ? now : now.plus(PUBLISHED_BEFORE_USE);
            forget(handle, now.minus(tokenLife).minus(tokenLife));
            KeyPair pair = made.orElseGet(() -> SigningKey.generate(random));
            List<Change> changes = List.of(Change.keyAdded(insert(handle, pair, now, activeFrom)));
            feed.append(handle, changes);
            return changes;
        });
        reload();
        feed.announce(added);
    }

    /// When the newest key was made; empty before the first.
    private static Optional<Instant> newest(Handle handle) {
        return handle.createQuery("SELECT MAX(created_at) AS newest FROM signing_keys")
                .map((row, _) -> Columns.instant(row, "newest"))
                .one();
    }

    private boolean isDue(Optional<Instant> newest, Duration rotation) {
        return newest.filter(made -> made.plus(rotation).isAfter(clock.instant())).isEmpty();
    }

    private String insert(Handle handle, KeyPair pair, Instant now, Instant activeFrom) {
        String kid = ids.next();
        KeyWrapping.Stored privateKey = wrapping.store(pair.getPrivate().getEncoded());
        handle.createUpdate("""
                        INSERT INTO signing_keys (kid, public_key, private_key, wrapped, created_at, active_from)
                        VALUES (:kid, :publicKey, :privateKey, :wrapped, :createdAt, :activeFrom)""")
                .bind("kid", kid)
                .bind("publicKey", pair.getPublic().getEncoded())
                .bind("privateKey", privateKey.value())
                .bind("wrapped", privateKey.wrapped())
                .bind("createdAt", now.toEpochMilli())
                .bind("activeFrom", activeFrom.toEpochMilli())
                .execute();
        return kid;
    }

    /// Keys older than one that signed already at `before` signed nothing since. How old a key is says nothing: after
    /// a long time off, the only one that may sign is very old.
    private static void forget(Handle handle, Instant before) {
        handle.createUpdate("""
                        DELETE FROM signing_keys WHERE created_at < (
                            SELECT MAX(created_at) FROM signing_keys WHERE active_from <= :before)""")
                .bind("before", before.toEpochMilli())
                .execute();
    }

    /// Wraps what was stored before `keys.secret` was given.
    private void rewrap(Handle handle) {
        if (!wrapping.isOutdated(new KeyWrapping.Stored(new byte[0], false))) {
            return;
        }
        record Plain(String kid, byte[] privateKey) {}
        handle.createQuery("SELECT kid, private_key FROM signing_keys WHERE wrapped = FALSE LIMIT 100")
                .map((row, _) -> new Plain(row.getString("kid"), row.getBytes("private_key")))
                .list()
                .forEach(plain -> handle.createUpdate(
                                "UPDATE signing_keys SET private_key = :key, wrapped = TRUE WHERE kid = :kid")
                        .bind("key", wrapping.store(plain.privateKey()).value())
                        .bind("kid", plain.kid())
                        .execute());
    }

    private List<SigningKey> load(Handle handle) {
        return handle.createQuery("""
                        SELECT kid, public_key, private_key, wrapped, created_at, active_from
                        FROM signing_keys ORDER BY created_at DESC LIMIT 100""")
                .map((row, _) -> map(row))
                .list();
    }

    private SigningKey map(ResultSet row) throws SQLException {
        byte[] privateKey =
                wrapping.load(new KeyWrapping.Stored(row.getBytes("private_key"), row.getBoolean("wrapped")));
        return SigningKey.decode(
                row.getString("kid"),
                row.getBytes("public_key"),
                privateKey,
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("active_from")));
    }

    /// One at a time: of two that read, the one that read last has the last word.
    @Override
    public synchronized void reload() {
        keys = database.readApart(this::load).stream()
                .collect(Collectors.toUnmodifiableMap(SigningKey::kid, Function.identity()));
    }

    @Override
    public void apply(List<Change> changes) {
        if (changes.stream().anyMatch(change -> change.kind() == Change.Kind.KEY_ADDED && !keys.containsKey(change.subject()))) {
            reload();
        }
    }

    /// The key that signs now: the newest that is active. The oldest of all where the clock was ahead when it was made.
    SigningKey current() {
        Instant now = clock.instant();
        return keys.values().stream()
                .filter(key -> !key.activeFrom().isAfter(now))
                .max(Comparator.comparing(SigningKey::createdAt))
                .or(() -> keys.values().stream().min(Comparator.comparing(SigningKey::activeFrom)))
                .orElseThrow(() -> new IllegalStateException("no signing key is active"));
    }

    Optional<SigningKey> find(String kid) {
        return Optional.ofNullable(keys.get(kid));
    }

    /// The public keys as a JWK set (RFC 7517).
    public Map<String, Object> publicKeys() {
        return new JWKSet(keys.values().stream()
                        .sorted(Comparator.comparing(SigningKey::createdAt))
                        .<JWK>map(SigningKey::publicJwk)
                        .toList())
                .toJSONObject(true);
    }
}
