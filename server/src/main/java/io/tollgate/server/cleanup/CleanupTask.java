package io.tollgate.server.cleanup;

/// One kind of thing that becomes superfluous.
public interface CleanupTask {

    /// The type by which it is asked for, such as `tokens`.
    String name();

    /// How many there are at this moment.
    long count();

    /// Removes at most `limit` of them, durably.
    ///
    /// @return how many were removed; fewer than `limit` when none are left
    long removeSome(int limit);
}
