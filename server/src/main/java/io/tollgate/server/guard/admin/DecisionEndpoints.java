package io.tollgate.server.guard.admin;

import io.tollgate.guard.window.Subject;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.Addresses;
import io.tollgate.server.guard.Addresses.Remainder;
import io.tollgate.server.guard.decision.Decision;
import io.tollgate.server.guard.decision.DecisionSeal;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Explains a refusal by the id of its answer, and undoes it.
final class DecisionEndpoints {
    private static final String PATH = "/api/admin/security/decisions/";

    private final DecisionSeal seal;
    private final Addresses addresses;
    private final EventLog events;
    private final InstantSource clock;

    DecisionEndpoints(DecisionSeal seal, Addresses addresses, EventLog events, InstantSource clock) {
        this.seal = seal;
        this.addresses = addresses;
        this.events = events;
        this.clock = clock;
    }

    /// @param counters  what was full; null for a ban
    /// @param active    whether the refusal has not yet ended by itself and, as far as can be told, is not undone
    /// @param undo      null when only time undoes it
    record DecisionView(
            String requestId,
            String verdict,
            String rule,
            String subject,
            String ip,
            @Nullable Counters counters,
            Instant at,
            @Nullable Instant expiresAt,
            boolean active,
            @Nullable Undo undo) {}

    record Counters(int limit, long periodSeconds) {}

    /// The request that undoes the refusal; its body is `{reason}`.
    record Undo(String method, String path) {}

    List<Endpoint> endpoints() {
        Access moderator = Access.staff(Role.MODERATOR);
        return List.of(
                Endpoint.get(PATH + "{requestId}", moderator, this::explain),
                Endpoint.post(PATH + "{requestId}/undo", moderator, this::undo));
    }

    private void explain(Call call) {
        call.reply(200, view(call.pathText("requestId"), decisionOf(call)));
    }

    private Decision decisionOf(Call call) {
        return seal.open(call.pathText("requestId")).orElseThrow(() -> ProblemException.of(ErrorCode.NOT_FOUND));
    }

    private DecisionView view(String requestId, Decision decision) {
        Remainder remainder = remainderOf(decision);
        return new DecisionView(
                requestId,
                decision.verdict().name().toLowerCase(Locale.ROOT),
                decision.rule(),
                decision.subject(),
                decision.address().key(),
                decision.counter()
                        .map(counter -> new Counters(counter.limit(), counter.period().toSeconds()))
                        .orElse(null),
                decision.at(),
                decision.expiresAt().orElse(null),
                remainder != Remainder.NOTHING && !hasEnded(decision),
                remainder == Remainder.SOMETHING && !isOfSession(decision)
                        ? new Undo("POST", PATH + requestId + "/undo")
                        : null);
    }

    private boolean hasEnded(Decision decision) {
        return decision.expiresAt().filter(end -> !clock.instant().isBefore(end)).isPresent();
    }

    private void undo(Call call) {
        Decision decision = decisionOf(call);
        String reason = call.body().reason();
        if (isOfSession(decision) || !undo(decision)) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        events.record(SecurityEvent.of(EventType.ADDRESS_UNBANNED, call, clock.instant())
                .from(decision.address())
                .with("reason", reason)
                .with("rule", decision.rule())
                .with("subject", decision.subject())
                .with("actorAddress", call.client().key()));
        call.reply(204);
    }

    /// How often a session was refreshed is read off its tokens, which nobody can take back.
    private static boolean isOfSession(Decision decision) {
        return Subject.isSession(decision.subject());
    }

    /// Against a person or a session nothing is held but what is in its period.
    private Remainder remainderOf(Decision decision) {
        if (!isOfSession(decision) && Subject.personOf(decision.subject()).isEmpty()) {
            return addresses.remainderOf(decision);
        }
        return decision.isOutOfPeriod(clock.instant()) ? Remainder.NOTHING : Remainder.SOMETHING;
    }

    /// @return false when nothing is left to undo, or a person has banned the address since; then nothing is undone
    private boolean undo(Decision decision) {
        Optional<String> person = Subject.personOf(decision.subject());
        if (person.isPresent()) {
            return forgive(decision, person.get());
        }
        // An address over a budget or limit has often been banned for it since: otherwise the next request is refused too.
        boolean letIn = addresses.undo(decision);
        if (letIn) {
            decision.account().ifPresent(addresses::forgiveAccount);
        }
        return letIn;
    }

    private boolean forgive(Decision decision, String person) {
        boolean left = remainderOf(decision) == Remainder.SOMETHING;
        if (left) {
            addresses.forgivePerson(person);
        }
        return left;
    }
}
