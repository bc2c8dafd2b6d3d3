package io.tollgate.guard.standing;

/// How many addresses stand how, of those that a node holds in memory: all with a ban or an exemption, and the worst of
/// the others. An address nobody has said anything about is not counted.
///
/// @param banned  with a ban in force
/// @param allowed exempted by a person
public record Census(int banned, int suspicious, int neutral, int trusted, int allowed) {}
