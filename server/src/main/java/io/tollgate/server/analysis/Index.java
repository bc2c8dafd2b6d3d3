package io.tollgate.server.analysis;

import java.util.OptionalLong;

/// An index.
///
/// @param bytes  its size
/// @param unique whether it also keeps something from happening twice
/// @param uses   how often it was read since the engine counts; empty when the engine does not count
/// @param valid  whether statements may use it; one whose creation was interrupted they may not
record Index(String table, String name, long bytes, boolean unique, OptionalLong uses, boolean valid) {}
