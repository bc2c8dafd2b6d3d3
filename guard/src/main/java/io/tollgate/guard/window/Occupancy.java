package io.tollgate.guard.window;

/// How much of its bound a store of windows uses.
///
/// @param windows       windows of one subject and rule that still count something
/// @param sharedWindows windows that a network's strangers share; more than 0 only if memory is or was short
/// @param bytes         memory taken
/// @param maxBytes      memory it may take; 0 if the store itself knows no bound
public record Occupancy(long windows, long sharedWindows, long bytes, long maxBytes) {}
