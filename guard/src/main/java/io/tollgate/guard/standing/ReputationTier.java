package io.tollgate.guard.standing;

/// What a score means for the limits of an address.
public enum ReputationTier {
    BANNED(0, 0),
    SUSPICIOUS(20, 0.5),
    NEUTRAL(40, 1),
    TRUSTED(60, 2);

    private final int from;
    private final double multiplier;

    ReputationTier(int from, double multiplier) {
        this.from = from;
        this.multiplier = multiplier;
    }

    /// The tier of a score from 0 to 100.
    public static ReputationTier of(int score) {
        if (score >= TRUSTED.from) {
            return TRUSTED;
        }
        if (score >= NEUTRAL.from) {
            return NEUTRAL;
        }
        return score >= SUSPICIOUS.from ? SUSPICIOUS : BANNED;
    }

    /// What the counts of limits are multiplied by.
    public double multiplier() {
        return multiplier;
    }
}
