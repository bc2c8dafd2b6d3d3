package io.tollgate.guard.window;

/// One rule of which each subject has its own window, such as `files`, 600/10m. Made once, when the settings are read.
///
/// @param id    small and unique among the rules of a store, from 0 to [#MAX_ID]; a store in memory finds windows by it
/// @param name  1 to 120 visible ASCII characters or spaces, unique too; a store outside finds windows by it, people read it
/// @param limit what a subject at multiplier 1 is admitted
public record WindowRule(int id, String name, RateLimit limit) {
    public static final int MAX_ID = 65_535;

    private static final int MAX_NAME_LENGTH = 120;

    public WindowRule {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("the id of rule " + name + " must be from 0 to " + MAX_ID + ", not " + id);
        }
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || !name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("the name of rule " + id + " must be 1 to " + MAX_NAME_LENGTH
                    + " visible ASCII characters: " + name);
        }
    }

    long periodMillis() {
        return limit.period().toMillis();
    }

    /// How many cells a window of this rule can fill: one per admitted request where the limit is counted exactly, up to the
    /// largest multiplied limit, so that a change of multiplier never needs the window to be rewritten; else one per slice.
    int maxCells() {
        return limit.count() <= WindowStore.EXACT_UP_TO
                ? limit.scaled(WindowStore.MAX_MULTIPLIER)
                : SlidingWindow.SLICED_CELLS;
    }

    @Override
    public String toString() {
        return name + " " + limit;
    }
}
