package io.tollgate.lab.driver;

/// One request of a schedule.
///
/// @param atNanos   when it is due, from the beginning of the run
/// @param actor     who sends it
/// @param operation what it is, as the traffic numbers its operations
/// @param number    counts up from 0 with what this actor sends: its requests of this operation, the rounds of its script, or all
///                  requests of an attacker
public record Send(long atNanos, int actor, int operation, int number) {}
