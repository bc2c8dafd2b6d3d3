package io.tollgate.guard.standing;

import java.time.Instant;
import java.util.Optional;

/// An address that is kept out.
///
/// @param until     when it ends by itself; empty for a ban by hand without an end
/// @param reason    short and stable, such as `login_budget`, or what a person gave
/// @param evidence  what was seen, for whoever has to judge the ban
/// @param automatic whether a rule set it. Such a ban spares sessions and devices known before it; one by hand spares
///                  nobody
public record Ban(Instant since, Optional<Instant> until, String reason, String evidence, boolean automatic) {

    public boolean isOver(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }
}
