package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// How much a scenario asked for, after the options that scale it.
///
/// @param users      how many
/// @param rate       requests of all of them together, as `1000/1m`; null when each follows a script
/// @param attackers  null without an attack, as is their rate
/// @param attackRate requests of each attacker
public record Load(int users, @Nullable String rate, @Nullable Integer attackers, @Nullable String attackRate) {

    /// For people: `50 users with 600/1m, 10 attackers with 5/1s each`.
    public String text() {
        String honest = users + " users " + (rate == null ? "with a script" : "with " + rate);
        return attackers == null ? honest : honest + ", " + attackers + " attackers with " + attackRate + " each";
    }
}
