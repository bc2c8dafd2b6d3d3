package io.tollgate.server.guard.admin;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.ReputationTier;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.guard.Addresses;
import io.tollgate.server.guard.Addresses.Entry;
import io.tollgate.server.guard.Addresses.Position;
import io.tollgate.server.http.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of addresses, the worst first.
///
/// Scores move with time and are stored as they were last changed, so the level of an address is not in an index: the page
/// is read in the order of the stored scores, and what has another level now is passed over. A page that would have to
/// pass over too many ends early, with a cursor to go on from.
record AddressPage(List<Entry> entries, Optional<Position> next) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int BATCH = 500;
    private static final int PASSED_OVER = 10 * BATCH;

    /// Score, dash, address.
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,3})-([0-9a-f.:/]{2,43})");

    record Answer(List<AddressView> addresses, @Nullable String nextCursor) {}

    static AddressPage read(Query query, Addresses addresses, Instant now) {
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Optional<ReputationTier> level = query.parsed("level", AddressEndpoints::level);
        Optional<Position> position = query.parsed("cursor", AddressPage::position);
        List<Entry> found = new ArrayList<>();
        for (int passed = 0; passed < PASSED_OVER; passed += BATCH) {
            List<Entry> batch = addresses.worstAfter(position, BATCH);
            for (Entry entry : batch) {
                position = Optional.of(positionOf(entry));
                if (level.isEmpty() || AddressView.tierOf(entry.standing(), now) == level.get()) {
                    found.add(entry);
                    if (found.size() == limit) {
                        return new AddressPage(found, position);
                    }
                }
            }
            if (batch.size() < BATCH) {
                return new AddressPage(found, Optional.empty());
            }
        }
        return new AddressPage(found, position);
    }

    private static Position positionOf(Entry entry) {
        return new Position(entry.standing().score(), entry.address().key());
    }

    private static Optional<Position> position(String text) {
        Matcher cursor = CURSOR.matcher(text);
        return cursor.matches()
                ? Optional.of(new Position(Integer.parseInt(cursor.group(1)), cursor.group(2)))
                : Optional.empty();
    }

    Answer answer(BiFunction<ClientAddress, Standing, AddressView> view) {
        return new Answer(
                entries.stream().map(entry -> view.apply(entry.address(), entry.standing())).toList(),
                next.map(position -> position.score() + "-" + position.address()).orElse(null));
    }
}
