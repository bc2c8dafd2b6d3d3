package io.tollgate.lab.result;

import java.util.Map;

/// What the security log costs.
///
/// @param off             response times without it
/// @param on              and with it
/// @param overhead        on less off, round by round
/// @param storedPerSecond events stored per second, by database
public record EventCost(Summary off, Summary on, Summary overhead, Map<String, Summary> storedPerSecond) {

    public EventCost {
        storedPerSecond = storedPerSecond == null ? Map.of() : storedPerSecond;
    }
}
