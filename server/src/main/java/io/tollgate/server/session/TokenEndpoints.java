package io.tollgate.server.session;

import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.Page;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.http.Query;
import io.tollgate.server.identity.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Administration of refresh tokens, and so of sessions: revoking a token ends its session.
public final class TokenEndpoints {
    private final Database database;
    private final SessionRevoker revoker;
    private final EventLog events;
    private final InstantSource clock;

    public TokenEndpoints(Database database, SessionRevoker revoker, EventLog events, InstantSource clock) {
        this.database = database;
        this.revoker = revoker;
        this.events = events;
        this.clock = clock;
    }

    record TokensAnswer(List<TokenView> tokens, @Nullable String nextCursor) {}

    /// Numbers of tokens by status, and of sessions that live.
    record Stats(long active, long rotated, long revoked, long expired, long sessions) {}

    public List<Endpoint> endpoints() {
        Access admin = Access.staff(Role.ADMIN);
        return List.of(
                Endpoint.get("/api/admin/tokens", admin, this::list),
                Endpoint.get("/api/admin/tokens/stats", admin, this::stats),
                Endpoint.post("/api/admin/tokens/{id}/revoke", admin, this::revoke));
    }

    private void list(Call call) {
        Query query = call.query();
        Optional<String> userId = query.id("userId", "the id of an account");
        Optional<TokenStatus> status = query.parsed("status", "active, rotated, revoked or expired", TokenStatus::parse);
        Instant now = clock.instant();
        Page<TokenView> page = Page.read(query, TokenView::id, (cursor, limit) -> database.read(
                handle -> TokenStore.page(handle, userId, status, now, cursor, limit)));
        call.reply(200, new TokensAnswer(page.items(), page.nextCursor()));
    }

    private void stats(Call call) {
        Instant now = clock.instant();
        call.reply(200, database.read(handle -> {
            Map<TokenStatus, Long> counts = TokenStore.counts(handle, now);
            return new Stats(
                    counts.get(TokenStatus.ACTIVE),
                    counts.get(TokenStatus.ROTATED),
                    counts.get(TokenStatus.REVOKED),
                    counts.get(TokenStatus.EXPIRED),
                    TokenStore.liveSessions(handle, now));
        }));
    }

    private void revoke(Call call) {
        String id = call.pathId("id");
        String reason = call.body().reason();
        TokenView token = find(id);
        if (!revoker.end(token.userId(), token.sessionId(), EndReason.REVOKED)) {
            // Revoked before, or over: nothing is left to end.
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        events.record(SecurityEvent.of(EventType.SESSION_ENDED, call, clock.instant())
                .ofPerson(token.userId())
                .ofSession(token.sessionId())
                .with("reason", EndReason.REVOKED.text())
                .with("said", reason)
                .with(SecurityEvent.BY, call.caller().userId()));
        call.reply(200, find(id));
    }

    private TokenView find(String id) {
        return database.read(handle -> TokenStore.find(handle, id, clock.instant()))
                .orElseThrow(() -> ProblemException.of(ErrorCode.NOT_FOUND));
    }
}
