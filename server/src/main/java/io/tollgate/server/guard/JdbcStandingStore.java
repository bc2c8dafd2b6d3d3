package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.Ban;
import io.tollgate.guard.standing.Standing;
import io.tollgate.guard.standing.StandingStore;
import io.tollgate.server.database.Columns;
import io.tollgate.server.database.Database;
import io.tollgate.server.database.Sweep;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Standings in the database; each change is announced in the feed.
final class JdbcStandingStore implements StandingStore {
    private static final String BANNED = "ban_since IS NOT NULL AND (ban_until > :now OR ban_until IS NULL)";
    private static final String COLUMNS = "address, score, scored_at, repeats, allowed_until, ban_since, ban_until,"
            + " ban_reason, ban_evidence, ban_automatic";

    private static final int KEYS_PER_QUERY = 400;

    private static final Sweep FORGETTABLE = new Sweep("address_standing", """
            scored_at < :before AND (ban_since IS NULL OR ban_until < :before)
            AND (allowed_until IS NULL OR allowed_until < :now)""", "scored_at");

    private final Database database;
    private final ChangeFeed feed;
    private final InstantSource clock;

    JdbcStandingStore(Database database, ChangeFeed feed, InstantSource clock) {
        this.database = database;
        this.feed = feed;
        this.clock = clock;
    }

    @Override
    public Standing update(ClientAddress address, UnaryOperator<Standing> change) {
        return updateAll(Map.of(address, change)).get(address);
    }

    @Override
    public Map<ClientAddress, Standing> updateAll(Map<ClientAddress, UnaryOperator<Standing>> changes) {
        // In one order for all nodes, so that two transactions never wait for each other.
        SortedMap<String, ClientAddress> ordered = new TreeMap<>();
        changes.keySet().forEach(address -> ordered.put(address.key(), address));
        return database.write(handle -> {
            Map<ClientAddress, Standing> changed = update(handle, ordered, changes);
            feed.append(handle, ordered.keySet().stream().map(Change::standingChanged).toList());
            return changed;
        });
    }

    /// A step of a transaction whose owner appends the change to the feed.
    Standing update(Handle handle, ClientAddress address, UnaryOperator<Standing> change) {
        return update(handle, new TreeMap<>(Map.of(address.key(), address)), Map.of(address, change)).get(address);
    }

    /// The number of statements does not depend on how many addresses there are, up to [#KEYS_PER_QUERY].
    private Map<ClientAddress, Standing> update(
            Handle handle,
            SortedMap<String, ClientAddress> ordered,
            Map<ClientAddress, UnaryOperator<Standing>> changes) {
        lockRows(handle, ordered.keySet());
        Map<ClientAddress, Standing> changed = new LinkedHashMap<>();
        stored(handle, List.copyOf(ordered.keySet()))
                .forEach(entry -> changed.put(
                        entry.address(), changes.get(entry.address()).apply(entry.standing())));
        store(handle, changed);
        return changed;
    }

    /// Makes the rows that are missing.
    private void lockRows(Handle handle, Collection<String> keys) {
        Standing neutral = Standing.neutral(clock.instant());
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO address_standing (address, score, scored_at, repeats)
                VALUES (:address, :score, :scoredAt, 0)
                ON CONFLICT (address) DO UPDATE SET address = excluded.address""")) {
            for (String key : keys) {
                batch.bind("address", key)
                        .bind("score", neutral.score())
                        .bind("scoredAt", neutral.scoredAt().toEpochMilli())
                        .add();
            }
            batch.execute();
        }
    }

    private static List<Addresses.Entry> stored(Handle handle, List<String> keys) {
        List<Addresses.Entry> found = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
            handle.createQuery("SELECT " + COLUMNS + " FROM address_standing WHERE address IN (<keys>)")
                    .bindList("keys", keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY)))
                    .map((row, _) -> map(row))
                    .forEach(found::add);
        }
        return found;
    }

    private static void store(Handle handle, Map<ClientAddress, Standing> standings) {
        try (PreparedBatch batch = handle.prepareBatch("""
                UPDATE address_standing
                SET score = :score, scored_at = :scoredAt, repeats = :repeats, allowed_until = :allowedUntil,
                    ban_since = :banSince, ban_until = :banUntil, ban_reason = :banReason,
                    ban_evidence = :banEvidence, ban_automatic = :banAutomatic
                WHERE address = :address""")) {
            standings.forEach((address, standing) -> bind(batch, address, standing).add());
            batch.execute();
        }
    }

    private static PreparedBatch bind(PreparedBatch batch, ClientAddress address, Standing standing) {
        Optional<Ban> ban = standing.ban();
        return batch.bind("address", address.key())
                .bind("score", standing.score())
                .bind("scoredAt", standing.scoredAt().toEpochMilli())
                .bind("repeats", standing.repeats())
                .bind("allowedUntil", standing.allowedUntil().map(Instant::toEpochMilli).orElse(null))
                .bind("banSince", ban.map(Ban::since).map(Instant::toEpochMilli).orElse(null))
                .bind("banUntil", ban.flatMap(Ban::until).map(Instant::toEpochMilli).orElse(null))
                .bind("banReason", ban.map(Ban::reason).orElse(null))
                .bind("banEvidence", ban.map(Ban::evidence).orElse(null))
                .bind("banAutomatic", ban.map(Ban::automatic).orElse(null));
    }

    Standing find(ClientAddress address) {
        return database.read(handle -> stored(handle, List.of(address.key()))).stream()
                .map(Addresses.Entry::standing)
                .findFirst()
                .orElseGet(() -> Standing.neutral(clock.instant()));
    }

    // What a node remembers is read apart, as the feed is: without it the node would be stale while requests wait.

    @Override
    public Map<ClientAddress, Standing> findAll(Set<ClientAddress> addresses) {
        Standing neutral = Standing.neutral(clock.instant());
        Map<ClientAddress, Standing> found = new HashMap<>();
        addresses.forEach(address -> found.put(address, neutral));
        List<String> keys = addresses.stream().map(ClientAddress::key).toList();
        database.readApart(handle -> stored(handle, keys))
                .forEach(entry -> found.put(entry.address(), entry.standing()));
        return found;
    }

    @Override
    public void forEachBannedOrExempted(BiConsumer<ClientAddress, Standing> consumer) {
        // Two statements, so that each has an index of its own.
        List.of(BANNED, "allowed_until IS NOT NULL AND allowed_until > :now")
                .forEach(condition -> database.readApart(handle -> handle.createQuery(
                                "SELECT " + COLUMNS + " FROM address_standing WHERE " + condition)
                        .bind("now", clock.millis())
                        .map((row, _) -> map(row))
                        .list())
                        .forEach(entry -> consumer.accept(entry.address(), entry.standing())));
    }

    @Override
    public void forEachWorstFirst(int limit, BiConsumer<ClientAddress, Standing> consumer) {
        database.readApart(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM address_standing ORDER BY score, address LIMIT :limit")
                .bind("limit", limit)
                .map((row, _) -> map(row))
                .list())
                .forEach(entry -> consumer.accept(entry.address(), entry.standing()));
    }

    /// Banned ones first, the latest ban before the others: what a person bans keeps its score.
    List<Addresses.Entry> worst(int limit) {
        List<Addresses.Entry> banned = database.read(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM address_standing WHERE " + BANNED + " ORDER BY ban_since DESC LIMIT :limit")
                .bind("now", clock.millis())
                .bind("limit", limit)
                .map((row, _) -> map(row))
                .list());
        return Stream.concat(banned.stream(), unbanned("ASC", limit).stream()).limit(limit).toList();
    }

    List<Addresses.Entry> best(int limit) {
        return unbanned("DESC", limit);
    }

    /// @param direction a word of ours, never from outside
    private List<Addresses.Entry> unbanned(String direction, int limit) {
        return database.read(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM address_standing WHERE ban_since IS NULL OR ban_until <= :now"
                        + " ORDER BY score " + direction + ", address LIMIT :limit")
                .bind("now", clock.millis())
                .bind("limit", limit)
                .map((row, _) -> map(row))
                .list());
    }

    List<Addresses.Entry> worstAfter(Addresses.Position position, int limit) {
        return database.read(handle -> handle.createQuery("SELECT " + COLUMNS + """
                        \sFROM address_standing WHERE (score, address) > (:score, :address)
                        ORDER BY score, address LIMIT :limit""")
                .bind("score", position.score())
                .bind("address", position.address())
                .bind("limit", limit)
                .map((row, _) -> map(row))
                .list());
    }

    /// Removes what has become forgettable; see [Standing#isForgettable].
    void forget() {
        Instant now = clock.instant();
        FORGETTABLE.run(
                database,
                Map.of(
                        "before", now.minus(Standing.FORGOTTEN_AFTER).toEpochMilli(),
                        "now", now.toEpochMilli()));
    }

    private static Addresses.Entry map(ResultSet row) throws SQLException {
        ClientAddress address = ClientAddress.ofKey(row.getString("address"));
        Optional<Instant> banSince = Columns.instant(row, "ban_since");
        Optional<Ban> ban = banSince.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ban(
                        banSince.get(),
                        Columns.instant(row, "ban_until"),
                        row.getString("ban_reason"),
                        row.getString("ban_evidence"),
                        row.getBoolean("ban_automatic")));
        return new Addresses.Entry(
                address,
                new Standing(
                        row.getInt("score"),
                        Instant.ofEpochMilli(row.getLong("scored_at")),
                        ban,
                        row.getInt("repeats"),
                        Columns.instant(row, "allowed_until")));
    }
}
