package io.tollgate.server.guard.decision;

import io.tollgate.guard.address.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A refusal.
///
/// @param rule      what refused: the reason of a ban, or the name of a limit or budget
/// @param subject   whom the rule counts, in the form of `Subject.key`; for a budget of one account
///                  [#accountSubject]
/// @param address   of the client
/// @param counter   what was full; empty for a ban
/// @param expiresAt when the refusal ends by itself; empty for a ban without an end
public record Decision(
        Verdict verdict,
        String rule,
        String subject,
        ClientAddress address,
        Optional<Counter> counter,
        Instant at,
        Optional<Instant> expiresAt) {

    public enum Verdict {
        BANNED,
        LIMITED
    }

    /// What was full.
    ///
    /// @param limit  how many were allowed for this client
    /// @param period within which time
    public record Counter(int limit, Duration period) {}

    private static final String ACCOUNT = "account:";

    /// The subject of a budget that belongs to an account.
    ///
    /// @param account keyed hash of its name
    public static String accountSubject(String account) {
        return ACCOUNT + account;
    }

    /// Whether all that filled the limit has left its period; a ban did not come of a limit of its own.
    public boolean isOutOfPeriod(Instant now) {
        return counter.filter(full -> now.isBefore(at.plus(full.period()))).isEmpty();
    }

    /// The account whose budget was used up, where it was one's.
    public Optional<String> account() {
        return Optional.of(subject).filter(text -> text.startsWith(ACCOUNT)).map(text -> text.substring(ACCOUNT.length()));
    }
}
