package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// What a server carries, and what a request costs it.
///
/// @param perSecond     requests a second
/// @param perCoreSecond requests for each second of processor time of the server's process
/// @param ratio         the latter over that of the bare server, round by round; null for the bare server itself
public record HttpRate(Summary perSecond, Summary perCoreSecond, @Nullable Summary ratio) {}
