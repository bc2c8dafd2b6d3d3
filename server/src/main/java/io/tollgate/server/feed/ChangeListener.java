package io.tollgate.server.feed;

import java.util.List;

/// Keeps something in memory in step with the database. Called by one thread at a time.
public interface ChangeListener {

    /// Reads everything anew: at the start, and after a gap in which changes may have been missed.
    void reload();

    /// @param changes in the order of their commits
    void apply(List<Change> changes);
}
