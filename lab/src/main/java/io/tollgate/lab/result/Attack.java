package io.tollgate.lab.result;

import org.jspecify.annotations.Nullable;

/// What an attack got and what the users beside it felt.
///
/// @param sources         distinct attacking peers as the server saw them
/// @param requests        what the attackers sent
/// @param guesses         those of them that tried a password, a token or the like
/// @param checked         guesses that reached a password hash, as the server counted
/// @param budget          what the rules allow for this attack
/// @param blocked         guesses that were not checked
/// @param blockedShare    of those beyond the budget, 0 to 1
/// @param firstBanSeconds from the attack's first request to the first ban; null when nobody was banned
/// @param users           the users during the attack
/// @param usersAlone      the same users just before the attack
public record Attack(
        int sources,
        long requests,
        long guesses,
        long checked,
        long budget,
        long blocked,
        double blockedShare,
        @Nullable Double firstBanSeconds,
        Users users,
        Users usersAlone) {

    /// What the users got, times in milliseconds.
    public record Users(long requests, long errors, double p50, double p99) {}
}
