package io.tollgate.lab.driver;

/// One request of a schedule.
///
/// @param atNanos   when it is due, from the beginning of the run
/// @param actor     who sends it
/// @param operation what it is, as the traffic numbers its operations
/// @param number    which of this actor's requests of this operation it is, from 0
public record Send(long atNanos, int actor, int operation, int number) {}
