package io.tollgate.guard.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The standing of one address. Immutable; every change is a new value.
///
/// @param score        0 to 100, as of `scoredAt`; see [#scoreAt] for what it is now
/// @param scoredAt     when the score last changed
/// @param ban          the last ban, even when it is over, so that a repeat is known
/// @param repeats      automatic bans in a row, each within [#REPEAT_WITHIN] of the end of the ban before
/// @param allowedUntil until when a person exempted the address from limits and bans
public record Standing(
        int score, Instant scoredAt, Optional<Ban> ban, int repeats, Optional<Instant> allowedUntil) {
    public static final int NEUTRAL_SCORE = 50;
    public static final int MAX_SCORE = 100;

    /// What a ban leaves behind when it ends by itself.
    static final int SCORE_AFTER_BAN = 30;

    /// A clean day brings a score one point nearer to neutral.
    static final Duration RECOVERY = Duration.ofDays(1);

    static final Duration REPEAT_WITHIN = Duration.ofDays(30);

    /// An address of which nothing new is known for this long is forgotten.
    public static final Duration FORGOTTEN_AFTER = Duration.ofDays(30);

    public Standing {
        if (score < 0 || score > MAX_SCORE) {
            throw new IllegalArgumentException("a score is from 0 to 100, not " + score);
        }
        if (repeats < 0) {
            throw new IllegalArgumentException("repeats cannot be negative: " + repeats);
        }
    }

    /// The standing of an address nobody has said anything about.
    public static Standing neutral(Instant now) {
        return new Standing(NEUTRAL_SCORE, now, Optional.empty(), 0, Optional.empty());
    }

    /// The score now: moved towards neutral by one for each whole day without a change, and by the end of a ban.
    public int scoreAt(Instant now) {
        Instant from = scoredAt;
        int base = score;
        if (ban.isPresent() && ban.get().isOver(now) && ban.get().until().get().isAfter(scoredAt)) {
            from = ban.get().until().get();
            base = SCORE_AFTER_BAN;
        }
        long days = Math.max(0, Duration.between(from, now).dividedBy(RECOVERY));
        int distance = NEUTRAL_SCORE - base;
        int recovered = (int) Math.min(days, Math.abs(distance));
        return base + Integer.signum(distance) * recovered;
    }

    /// Banned while a ban is in force, whatever the score, and otherwise as [#unbannedTierAt].
    public ReputationTier tierAt(Instant now) {
        return banAt(now).isPresent() ? ReputationTier.BANNED : unbannedTierAt(now);
    }

    /// What the score says of an address that no ban keeps out. The worst is suspicious: a score that low only bans together
    /// with a bad signal, not when a person set it, exempted the address, or switched automatic bans off.
    public ReputationTier unbannedTierAt(Instant now) {
        return isScoreOfABanAt(now) ? ReputationTier.SUSPICIOUS : ReputationTier.of(scoreAt(now));
    }

    /// Whether the next bad signal bans.
    boolean isScoreOfABanAt(Instant now) {
        return ReputationTier.of(scoreAt(now)) == ReputationTier.BANNED;
    }

    /// The ban in force; empty while the address is exempted.
    public Optional<Ban> banAt(Instant now) {
        return isAllowedAt(now) ? Optional.empty() : ban.filter(b -> !b.isOver(now));
    }

    public boolean isAllowedAt(Instant now) {
        return allowedUntil.filter(now::isBefore).isPresent();
    }

    /// The score changed by `delta`, within its bounds and not below `floor`.
    public Standing scored(int delta, int floor, Instant now) {
        int current = scoreAt(now);
        int changed = current + delta;
        int bounded = delta < 0 ? Math.max(changed, Math.min(current, floor)) : changed;
        return new Standing(Math.clamp(bounded, 0, MAX_SCORE), now, ban, repeats, allowedUntil);
    }

    /// The score changed by what a signal does to it.
    Standing scored(Signal signal, Instant now) {
        return scored(signal.delta(), signal.floor(), now);
    }

    /// The score changed by signals, one after the other.
    Standing scored(List<Signal> signals, Instant now) {
        Standing scored = this;
        for (Signal signal : signals) {
            scored = scored.scored(signal, now);
        }
        return scored;
    }

    /// A person set the score.
    public Standing withScore(int newScore, Instant now) {
        return new Standing(newScore, now, ban, repeats, allowedUntil);
    }

    /// Kept out by a rule. A ban already in force is not changed, and an exempted address is not banned.
    ///
    /// @param ladder how long for the first ban, the second, and so on; the last for all after
    public Standing bannedByRule(List<Duration> ladder, String reason, String evidence, Instant now) {
        if (isAllowedAt(now) || banAt(now).isPresent()) {
            return this;
        }
        // The last one may be a person's: that he was quicker this time does not make the address a first offender.
        boolean repeated = repeats > 0
                && ban.flatMap(Ban::until)
                        .filter(end -> now.isBefore(end.plus(REPEAT_WITHIN)))
                        .isPresent();
        int inARow = repeated ? repeats + 1 : 1;
        Duration duration = ladder.get(Math.min(inARow, ladder.size()) - 1);
        Ban next = new Ban(now, Optional.of(now.plus(duration)), reason, evidence, true);
        return new Standing(scoreAt(now), now, Optional.of(next), inARow, allowedUntil);
    }

    /// Kept out by a person.
    public Standing bannedByHand(String reason, Optional<Duration> duration, Instant now) {
        Ban next = new Ban(now, duration.map(now::plus), reason, "by hand", false);
        return new Standing(scoreAt(now), now, Optional.of(next), repeats, Optional.empty());
    }

    /// A person undid the ban: back to neutral, and the ban does not count as a repeat.
    public Standing pardoned(Instant now) {
        return new Standing(NEUTRAL_SCORE, now, Optional.empty(), 0, allowedUntil);
    }

    /// Whether a pardon would forgive nothing.
    public boolean isBlameless(Instant now) {
        return ban.isEmpty() && repeats == 0 && scoreAt(now) >= NEUTRAL_SCORE;
    }

    /// A person exempted the address.
    public Standing allowed(Instant until) {
        return new Standing(score, scoredAt, ban, repeats, Optional.of(until));
    }

    /// Whether nothing is left worth remembering.
    public boolean isForgettable(Instant now) {
        boolean old = scoredAt.plus(FORGOTTEN_AFTER).isBefore(now);
        boolean banOld = ban.isEmpty()
                || ban.flatMap(Ban::until)
                .filter(end -> end.plus(REPEAT_WITHIN).isBefore(now))
                .isPresent();
        return old && banOld && !isAllowedAt(now);
    }
}
