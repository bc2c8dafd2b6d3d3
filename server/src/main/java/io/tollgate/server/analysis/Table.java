package io.tollgate.server.analysis;

import java.util.OptionalLong;

/// A table, sizes in bytes.
///
/// @param rows       as exact as the engine knows
/// @param bytes      of its rows
/// @param indexBytes of all its indexes
/// @param deadRows   that were changed or deleted and still take room
/// @param wholeReads how often all of it was read since the engine counts; empty when the engine does not count
/// @param analyzed   whether the planner knows what is in it
record Table(
        String name, long rows, long bytes, long indexBytes, long deadRows, OptionalLong wholeReads, boolean analyzed) {}
