package io.tollgate.server.guard.admin;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.standing.ReputationTier;
import io.tollgate.guard.standing.Standing;
import io.tollgate.server.guard.Addresses;
import io.tollgate.server.guard.Addresses.Entry;
import io.tollgate.server.guard.Addresses.Position;
import io.tollgate.server.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A page of addresses, the worst first.
///
/// Scores move with time and are stored as they were last changed, so the level of an address is not in an index: the page
/// is read in the order of the stored scores, and what has another level now is passed over. A page that would have to
/// pass over too many ends early, with a cursor to go on from.
record AddressPage(List<AddressView> addresses, Optional<Position> next) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int BATCH = 500;
    private static final int PASSED_OVER = 10 * BATCH;

    /// Score, dash, address.
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,3})-([0-9a-f.:/]{2,43})");

    record Answer(List<AddressView> addresses, @Nullable String nextCursor) {}

    /// @param view how an address is shown, by whose level the page is filtered
    static AddressPage read(Query query, Addresses addresses, BiFunction<ClientAddress, Standing, AddressView> view) {
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Optional<String> level = query.parsed("level", "banned, suspicious, neutral or trusted", AddressPage::level);
        Optional<Position> position = query.parsed("cursor", "the nextCursor of a page", AddressPage::position);
        List<AddressView> found = new ArrayList<>();
        for (int passed = 0; passed < PASSED_OVER; passed += BATCH) {
            List<Entry> batch = addresses.worstAfter(position, BATCH);
            for (Entry entry : batch) {
                position = Optional.of(positionOf(entry));
                AddressView shown = view.apply(entry.address(), entry.standing());
                if (level.isEmpty() || level.get().equals(shown.level())) {
                    found.add(shown);
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

    private static Optional<String> level(String text) {
        return Stream.of(ReputationTier.values()).map(AddressView::level).filter(text::equals).findAny();
    }

    Answer answer() {
        return new Answer(
                addresses,
                next.map(position -> position.score() + "-" + position.address()).orElse(null));
    }
}
