package io.tollgate.guard.standing;

import io.tollgate.guard.window.RateLimit;
import java.util.Optional;

/// Something an address did, and what it does to its standing.
public enum Signal {
    /// Filled the guess budget of an account.
    LOGIN_BUDGET(-50, 0, true, Optional.empty()),
    /// Failed at many accounts.
    SPRAYING(-50, 0, true, Optional.empty()),
    /// Went on signing up after having been refused.
    SIGNUP_FLOOD(-30, 0, true, Optional.empty()),
    /// Sent anonymous requests to one endpoint at the rate of a machine.
    BOT(-25, 0, false, Optional.of("1/1m")),
    /// Exceeded a limit; an impatient person does so too, so it counts now and then only.
    OVER_LIMIT(-5, 0, false, Optional.of("1/10s")),
    /// Says that it is an attack tool, or nothing about itself. Counted once a day; never enough to be suspicious alone.
    SUSPICIOUS_AGENT(-5, 40, false, Optional.empty()),
    /// Somebody logged in. Counted once per account and address a day, so that one good account earns little.
    LOGIN_SUCCESS(5, 0, false, Optional.empty());

    private final int delta;
    private final int floor;
    private final boolean bans;
    private final Optional<RateLimit> counted;

    Signal(int delta, int floor, boolean bans, Optional<String> counted) {
        this.delta = delta;
        this.floor = floor;
        this.bans = bans;
        this.counted = counted.map(RateLimit::parse);
    }

    /// The change of the score.
    public int delta() {
        return delta;
    }

    /// Whether it counts against the address.
    boolean isBad() {
        return delta < 0;
    }

    /// What the score does not fall below by this signal.
    public int floor() {
        return floor;
    }

    /// Whether the address is banned whatever its score.
    public boolean bans() {
        return bans;
    }

    /// How often it counts for one address; empty when its sender sees to that.
    public Optional<RateLimit> counted() {
        return counted;
    }
}
