package io.tollgate.lab.result;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an attack got and what the users beside it felt.
///
/// @param sources         distinct attacking peers as the server saw them; null when its figures were not read
/// @param requests        what the attackers sent
/// @param unanswered      those of them that no answer came back to: neither blocked nor let through
/// @param unexpected      those of them whose answer is none of these either, as 404 or 500
/// @param guesses         those of them that tried a password
/// @param checked         requests that got to what they were after: guesses to a password hash, as the server counted, others to
///                        the endpoint
/// @param gotThrough      `checked` by operation, for those of which any did
/// @param budget          what the rules allow for this attack
/// @param allowed         `budget` by operation
/// @param blocked         those that were refused instead
/// @param blockedShare    of these and `checked` beyond the budget of their operation, 0 to 1; null when none were
/// @param firstBanSeconds from the attack's first request to the first ban; null when nobody was banned
/// @param users           the users during the attack
/// @param usersAlone      the same users just before the attack
public record Attack(
        @Nullable Integer sources,
        long requests,
        long unanswered,
        long unexpected,
        long guesses,
        long checked,
        Map<String, Long> gotThrough,
        long budget,
        Map<String, Long> allowed,
        long blocked,
        @Nullable Double blockedShare,
        @Nullable Double firstBanSeconds,
        Users users,
        Users usersAlone) {

    public Attack {
        gotThrough = gotThrough == null ? Map.of() : gotThrough;
        allowed = allowed == null ? Map.of() : allowed;
    }

    /// Whether passwords were tried and nothing else.
    public boolean hasOnlyGuesses() {
        return guesses > 0 && guesses == requests;
    }

    /// Of its requests those without an answer, 0 to 1.
    public double unansweredShare() {
        return requests == 0 ? 0 : (double) unanswered / requests;
    }

    /// Of its requests those with an answer that says nothing of the guard, 0 to 1.
    public double unexpectedShare() {
        return requests == 0 ? 0 : (double) unexpected / requests;
    }

    /// What the users got, times in milliseconds.
    public record Users(long requests, long errors, double p50, double p99) {}
}
