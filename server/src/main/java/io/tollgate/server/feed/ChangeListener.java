package io.tollgate.server.feed;

/// Keeps something in memory in step with the database. Called by one thread at a time.
public interface ChangeListener {

    /// Reads everything anew: at the start, and after a gap in which changes may have been missed.
    void reload();

    void apply(Change change);
}
