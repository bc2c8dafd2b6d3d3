package io.tollgate.server.auth;

import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.geo.Travel.Journey;
import io.tollgate.server.http.Call;
import io.tollgate.server.session.Begun;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.SessionAnomaly;
import java.time.InstantSource;
import java.util.List;

/// Records what happens to sessions. To be called once it has happened, and before the answer is sent.
final class SessionEvents {
    private final EventLog events;
    private final InstantSource clock;

    SessionEvents(EventLog events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    private SecurityEvent event(EventType type, Call call) {
        return SecurityEvent.of(type, call, clock.instant());
    }

    void loggedIn(Call call, String userId, Begun begun) {
        events.record(event(EventType.AUTHN_LOGIN_SUCCESS, call).ofPerson(userId).ofSession(begun.sessionId()));
        begun.impossible()
                .ifPresent(journey -> events.record(
                        travelled(call, journey, "login").ofPerson(userId).ofSession(begun.sessionId())));
    }

    /// @param ended whether the session ended by it
    void anomaly(Call call, String userId, String sessionId, SessionAnomaly anomaly, boolean ended) {
        SecurityEvent event =
                switch (anomaly) {
                    case SessionAnomaly.TokenReused() -> event(EventType.AUTHN_TOKEN_REUSE, call);
                    case SessionAnomaly.RapidRefresh(var limit) ->
                        event(EventType.AUTHN_RAPID_REFRESH, call).with("limit", limit.toString());
                    case SessionAnomaly.Travelled(Journey journey) -> travelled(call, journey, "session");
                };
        events.record(event.ofPerson(userId)
                .ofSession(sessionId)
                .with(ended ? "sessionEnded" : SecurityEvent.MONITORED, "true"));
    }

    private SecurityEvent travelled(Call call, Journey journey, String within) {
        return event(EventType.AUTHN_IMPOSSIBLE_TRAVEL, call)
                .with("from", journey.from())
                .with("to", journey.to())
                .with("within", within);
    }

    /// The caller ended a session of his own.
    void ended(Call call, String sessionId, EndReason reason) {
        events.record(event(EventType.SESSION_ENDED, call)
                .ofSession(sessionId)
                .with("reason", reason.text()));
    }

    /// Sessions of somebody who has just logged in ended, for he had too many.
    void surplus(Call call, String userId, List<String> sessionIds) {
        for (String sessionId : sessionIds) {
            events.record(event(EventType.SESSION_ENDED, call)
                    .ofPerson(userId)
                    .ofSession(sessionId)
                    .with("reason", EndReason.SURPLUS.text()));
        }
    }

    /// The caller ended all his sessions.
    void allEnded(Call call, EndReason reason) {
        events.record(event(EventType.SESSION_ENDED, call)
                .with("reason", reason.text())
                .with("sessions", "all"));
    }

    void passwordChanged(Call call) {
        events.record(event(EventType.AUTHN_PASSWORD_CHANGE, call));
    }

    /// Somebody with the right password may not see the dashboard.
    void refusedDashboard(Call call, String userId) {
        events.record(event(EventType.AUTHZ_FAIL, call).ofPerson(userId).with("endpoint", "POST /api/admin/session"));
    }
}
