package io.tollgate.server.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A page of a list that is ordered by id, newest first (keyset pagination: the cursor is the last id of the page
/// before, so a page costs the same wherever it is, and nothing is shown twice when something new arrives).
///
/// @param nextCursor null when this is the last page
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /// Reads at most `limit` items after the cursor.
    public interface Source<T> {
        List<T> read(Optional<String> cursor, int limit);
    }

    /// The page that `limit` and `cursor` of the query ask for.
    ///
    /// @throws ProblemException when they are out of range or malformed
    public static <T> Page<T> read(Query query, Function<T, String> id, Source<T> source) {
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Optional<String> cursor = query.id("cursor", "the nextCursor of a page");
        // One more than asked for tells whether there is a next page.
        List<T> items = source.read(cursor, limit + 1);
        if (items.size() <= limit) {
            return new Page<>(items, null);
        }
        List<T> shown = items.subList(0, limit);
        return new Page<>(shown, id.apply(shown.getLast()));
    }
}
