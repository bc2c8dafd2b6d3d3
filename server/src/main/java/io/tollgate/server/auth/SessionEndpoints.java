package io.tollgate.server.auth;

import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.Page;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.Session;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A person's own sessions.
final class SessionEndpoints {

    record SessionsAnswer(List<SessionAnswer> sessions, @Nullable String nextCursor) {}

    private final Sessions sessions;
    private final SessionRevoker revoker;
    private final SessionEvents events;

    SessionEndpoints(Sessions sessions, SessionRevoker revoker, SessionEvents events) {
        this.sessions = sessions;
        this.revoker = revoker;
        this.events = events;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/auth/sessions", Access.signedIn(), this::list),
                Endpoint.delete("/api/auth/sessions/{id}", Access.signedIn(), this::end));
    }

    private void list(Call call) {
        String current = call.caller().sessionId();
        Page<Session> page = Page.read(
                call.query(),
                Session::id,
                (cursor, limit) -> sessions.page(call.caller().userId(), cursor, limit));
        List<SessionAnswer> answers =
                page.items().stream().map(session -> SessionAnswer.of(session, current)).toList();
        call.reply(200, new SessionsAnswer(answers, page.nextCursor()));
    }

    private void end(Call call) {
        String id = call.pathId("id");
        if (!revoker.end(call.caller().userId(), id, EndReason.ENDED_BY_OWNER)) {
            throw ProblemException.of(ErrorCode.NOT_FOUND);
        }
        events.ended(call, id, EndReason.ENDED_BY_OWNER);
        call.reply(204);
    }
}
