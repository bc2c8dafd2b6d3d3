package io.tollgate.server.event;

import io.tollgate.server.event.EventCodec.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decides which row an event belongs to, so that a flood of repeats is few rows with exact totals. Not thread-safe.
///
/// Within a minute, one type from one address against one account is one row. Beyond [#ADDRESSES_PER_ACCOUNT] addresses
/// an account's events share a row without an address, beyond [#ACCOUNTS_PER_ADDRESS] accounts an address's share one
/// without an account, and beyond [#ROWS_PER_TYPE] or [#SOURCES_PER_TYPE] whatever is left shares one with neither.
/// What a person did by his role is never folded with something else that he did, however many addresses or people there
/// are; only beyond [#ROWS_PER_TYPE] acts of a type.
///
/// Holds the rows of the two minutes that events came from last, whatever the clock does, at most [#MAX_ROWS] a minute,
/// [#KEPT_ROWS] more for what is severe and as many again for acts: a flood that uses up the rest leaves them their rows.
/// When they are used up, what is new shares the row of its type.
final class EventFolding {
    static final int ADDRESSES_PER_ACCOUNT = 10;
    static final int ACCOUNTS_PER_ADDRESS = 100;
    static final int SOURCES_PER_TYPE = 1_000;
    static final int ROWS_PER_TYPE = 5_000;
    static final int MAX_ROWS = 20_000;
    static final int KEPT_ROWS = 5_000;

    /// The name under which `details` say what the events of a row have not in common.
    static final String FOLDED = "folded";

    private static final long MINUTE = 60_000;

    /// Minutes whose rows are held.
    private static final int MINUTES = 2;

    /// Types of acts, each of which must be accounted for: folded only with the same act.
    private static final Set<EventType> ACTS = EnumSet.of(
            EventType.AUTHZ_ADMIN,
            EventType.AUTHZ_CHANGE,
            EventType.ADDRESS_BANNED,
            EventType.ADDRESS_UNBANNED,
            EventType.ADDRESS_ALLOWED,
            EventType.USER_CREATED,
            EventType.USER_DISABLED,
            EventType.USER_ENABLED,
            EventType.SYS_STARTUP,
            EventType.SYS_SHUTDOWN);

    /// Makes the id of a row for an event of that time.
    private final Function<Instant, String> ids;
    /// In the order in which they were last used.
    private final LinkedHashMap<Long, Minute> minutes = new LinkedHashMap<>(16, 0.75F, true);

    EventFolding(Function<Instant, String> ids) {
        this.ids = ids;
    }

    /// What tells rows of one minute apart.
    ///
    /// @param act what somebody did by his role, if the event says that
    private record Key(
            EventType type, @Nullable String account, @Nullable String address, @Nullable Act act) {

        private static Key of(EventType type, @Nullable String account, @Nullable String address) {
            return new Key(type, account, address, null);
        }
    }

    /// What tells acts apart that one person did from one address to another.
    private record Act(Optional<String> sessionId, Map<String, String> details) {

        private static @Nullable Act of(SecurityEvent event) {
            return ACTS.contains(event.type()) || event.details().containsKey(SecurityEvent.BY)
                    ? new Act(event.sessionId(), event.details())
                    : null;
        }
    }

    /// A row that events are added to.
    ///
    /// @param isNew whether it is not in the database yet
    static final class Row {
        private final String id;
        private final boolean isNew;
        private final SecurityEvent first;
        private Instant lastAt;
        private long count;

        private Row(String id, boolean isNew, SecurityEvent first) {
            this.id = id;
            this.isNew = isNew;
            this.first = first;
            this.lastAt = first.timestamp();
        }

        boolean isNew() {
            return isNew;
        }

        StoredEvents.Repeated repeated() {
            return new StoredEvents.Repeated(id, first, lastAt, count);
        }
    }

    /// The rows of one minute, with the counts that bound them.
    private static final class Minute {
        private final Map<Key, String> rows = new HashMap<>();
        private final Map<Key, Integer> counts = new HashMap<>();

        private boolean isFull(Key group, int max) {
            return counts.getOrDefault(group, 0) >= max;
        }

        private void count(Key group) {
            counts.merge(group, 1, Integer::sum);
        }
    }

    /// Events that are stored together.
    final class Batch {
        private final Map<String, Row> rows = new LinkedHashMap<>();

        void add(Recorded recorded) {
            SecurityEvent event = recorded.event();
            Key key = keyOf(event);
            Minute minute = minutes.computeIfAbsent(event.timestamp().toEpochMilli() / MINUTE, _ -> new Minute());
            String id = minute.rows.get(key);
            if (id == null) {
                key = admitted(minute, key);
                id = minute.rows.get(key);
            }
            boolean isNew = id == null;
            if (id == null) {
                id = ids.apply(event.timestamp());
                minute.rows.put(key, id);
            }
            Key shared = key;
            Row row = rows.computeIfAbsent(id, fresh -> new Row(fresh, isNew, without(event, shared)));
            row.count += recorded.count();
            if (event.timestamp().isAfter(row.lastAt)) {
                row.lastAt = event.timestamp();
            }
        }

        int size() {
            return rows.size();
        }

        Collection<Row> rows() {
            return rows.values();
        }

        List<StoredEvents.Repeated> repeated() {
            List<StoredEvents.Repeated> repeated = new ArrayList<>(rows.size());
            rows.values().forEach(row -> repeated.add(row.repeated()));
            return repeated;
        }
    }

    /// Begins a batch, and forgets minutes that are over.
    Batch begin() {
        while (minutes.size() > MINUTES) {
            minutes.pollFirstEntry();
        }
        return new Batch();
    }

    /// Begins anew: what comes next gets rows of its own.
    void forget() {
        minutes.clear();
    }

    private static Key keyOf(SecurityEvent event) {
        return new Key(
                event.type(),
                accountOf(event),
                event.address().orElse(null),
                Act.of(event));
    }

    private static @Nullable String accountOf(SecurityEvent event) {
        return event.userId().orElseGet(() -> event.details().get(SecurityEvent.ACCOUNT));
    }

    /// The key under which a row that is not there yet may be made.
    private static Key admitted(Minute minute, Key key) {
        EventType type = key.type();
        Key everything = Key.of(type, null, null);
        if (minute.rows.size() >= maxRows(key)) {
            return everything;
        }
        if (key.account() == null) {
            return counted(minute, key, Key.of(type, null, "*"), SOURCES_PER_TYPE).orElse(everything);
        }
        Key typeRows = Key.of(type, "*", "*");
        if (minute.isFull(typeRows, ROWS_PER_TYPE)) {
            return everything;
        }
        if (key.act() != null) {
            minute.count(typeRows);
            return key;
        }
        Key byAccount = Key.of(type, key.account(), "*");
        Key byAddress = Key.of(type, "*", key.address());
        Key admitted = key;
        if (minute.isFull(byAccount, ADDRESSES_PER_ACCOUNT)) {
            admitted = byAccount;
        } else if (key.address() != null && minute.isFull(byAddress, ACCOUNTS_PER_ADDRESS)) {
            admitted = byAddress;
        } else {
            minute.count(byAccount);
            minute.count(byAddress);
        }
        if (!minute.rows.containsKey(admitted)) {
            minute.count(typeRows);
        }
        return admitted;
    }

    /// How many rows of all types a minute may have before a further one like this.
    private static int maxRows(Key key) {
        if (key.act() != null) {
            return MAX_ROWS + 2 * KEPT_ROWS;
        }
        return key.type().severity().compareTo(Severity.HIGH) >= 0 ? MAX_ROWS + KEPT_ROWS : MAX_ROWS;
    }

    private static Optional<Key> counted(Minute minute, Key key, Key group, int max) {
        if (minute.isFull(group, max)) {
            return Optional.empty();
        }
        minute.count(group);
        return Optional.of(key);
    }

    /// The event without what others in its row do not share with it.
    private static SecurityEvent without(SecurityEvent event, Key key) {
        boolean sameAddress = Objects.equals(key.address(), event.address().orElse(null));
        boolean sameAccount = Objects.equals(key.account(), accountOf(event));
        if (sameAddress && sameAccount) {
            return event;
        }
        Map<String, String> details = new LinkedHashMap<>();
        if (sameAccount && event.details().containsKey(SecurityEvent.ACCOUNT)) {
            details.put(SecurityEvent.ACCOUNT, event.details().get(SecurityEvent.ACCOUNT));
        }
        details.put(FOLDED, sameAccount ? "addresses" : sameAddress ? "accounts" : "accounts, addresses");
        return new SecurityEvent(
                event.type(),
                event.timestamp(),
                sameAccount ? event.userId() : Optional.empty(),
                Optional.empty(),
                sameAddress ? event.address() : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                details);
    }
}
