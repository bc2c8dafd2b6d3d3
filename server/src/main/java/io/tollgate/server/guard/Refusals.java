package io.tollgate.server.guard;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.login.Budget;
import io.tollgate.guard.login.Guess;
import io.tollgate.guard.standing.Ban;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.decision.Decision;
import io.tollgate.server.guard.decision.Decision.Verdict;
import io.tollgate.server.guard.decision.DecisionSeal;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Makes refusals: each is explained by the id of its answer, and those that mean something are events. Thread-safe.
final class Refusals {
    private final DecisionSeal seal;
    private final EventLog events;
    private final InstantSource clock;

    Refusals(DecisionSeal seal, EventLog events, InstantSource clock) {
        this.seal = seal;
        this.events = events;
        this.clock = clock;
    }

    /// A rule that is over.
    ///
    /// @param subject whom it counts, as in [Decision]
    /// @param limit   what it admits this client
    record Exceeded(String rule, String subject, int limit, Duration period, Duration retryAfter) {

        static Exceeded of(String rule, String subject, RateLimit limit, Duration retryAfter) {
            return new Exceeded(rule, subject, limit.count(), limit.period(), retryAfter);
        }

        /// A budget of guesses that is full.
        static Exceeded of(Guess guess, Budget budget, RateLimit limit, Duration retryAfter) {
            String subject =
                    switch (budget) {
                        case CLIENT, ACCOUNT -> Decision.accountSubject(guess.account());
                        case ADDRESS, SPRAY, SPRAY_SLOW -> Subject.address(guess.address()).key();
                    };
            return of(budget.text(), subject, limit, retryAfter);
        }
    }

    /// The answer to a banned address. No event: its ban was one, and it may ask a thousand times a second.
    ProblemException banned(ClientAddress client, Ban ban) {
        String id = seal.seal(new Decision(
                Verdict.BANNED, ban.reason(), Subject.address(client).key(), client, Optional.empty(), clock.instant(), ban.until()));
        return ProblemException.explained(ErrorCode.IP_BANNED, Optional.empty(), id, ban.reason());
    }

    /// The answer to somebody over a limit.
    ///
    /// @param type what that means
    ProblemException limited(Call call, Exceeded exceeded, EventType type) {
        Instant now = clock.instant();
        String id = seal(call, exceeded, now);
        events.record(event(call, exceeded, type, now).withRequestId(id));
        return limited(exceeded, id);
    }

    /// The answer to somebody who must wait for others. Not an event.
    ProblemException busy(Call call, Exceeded exceeded) {
        return limited(exceeded, seal(call, exceeded, clock.instant()));
    }

    private static ProblemException limited(Exceeded exceeded, String requestId) {
        return ProblemException.explained(
                ErrorCode.RATE_LIMITED, Optional.of(exceeded.retryAfter()), requestId, exceeded.rule());
    }

    private String seal(Call call, Exceeded exceeded, Instant now) {
        return seal.seal(new Decision(
                Verdict.LIMITED,
                exceeded.rule(),
                exceeded.subject(),
                call.client(),
                Optional.of(new Decision.Counter(exceeded.limit(), exceeded.period())),
                now,
                Optional.of(now.plus(exceeded.retryAfter()))));
    }

    /// Somebody is over a limit that is only watched.
    void watched(Call call, Exceeded exceeded, EventType type) {
        events.record(event(call, exceeded, type, clock.instant()).with(SecurityEvent.MONITORED, "true"));
    }

    /// Something a request to an endpoint is noticed for, whatever becomes of it.
    void noted(Call call, EventType type, String endpoint) {
        events.record(SecurityEvent.of(type, call, clock.instant()).with("endpoint", endpoint));
    }

    private static SecurityEvent event(Call call, Exceeded exceeded, EventType type, Instant now) {
        return SecurityEvent.of(type, call, now)
                .with("rule", exceeded.rule())
                .with("limit", exceeded.limit() + " in " + exceeded.period().toSeconds() + " s");
    }
}
