package io.tollgate.server.event;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import java.util.List;

/// Hears of events as they are stored, in the same transaction: what it writes is durable if and only if the events are,
/// and every event reaches it exactly once over all nodes and crashes.
@FunctionalInterface
public interface StoredEvents {

    /// Equal events of one batch.
    ///
    /// @param id     of the row that holds them; repeats within a minute share one
    /// @param first  the first of them
    /// @param lastAt when the last of them happened
    /// @param count  how many they are
    record Repeated(String id, SecurityEvent first, Instant lastAt, long count) {}

    /// To be quick: the log stores nothing else meanwhile. What it throws rolls the batch back, which is tried again.
    void stored(Handle handle, List<Repeated> events);
}
