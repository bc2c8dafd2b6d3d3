package io.tollgate.server.session;

import io.tollgate.server.database.Database;
import io.tollgate.server.database.LookupGate;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.http.Authenticator;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.http.Recognition;
import io.tollgate.server.identity.Caller;
import io.tollgate.server.token.AccessToken;
import io.tollgate.server.token.AccessTokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Recognises callers by access token, without a look into the database, and by the dashboard's cookie, with one.
public final class SessionAuthenticator implements Authenticator {
    /// When some of the cookies that wait will have been looked for.
    private static final Duration CROWDED = Duration.ofSeconds(2);

    /// A cookie that is made up is looked for like any other, and only then counted.
    private final LookupGate lookups = new LookupGate();
    private final AccessTokens tokens;
    private final Revocations revocations;
    private final ChangeFeed feed;
    private final Database database;
    private final InstantSource clock;

    public SessionAuthenticator(
            AccessTokens tokens,
            Revocations revocations,
            ChangeFeed feed,
            Database database,
            InstantSource clock) {
        this.tokens = tokens;
        this.revocations = revocations;
        this.feed = feed;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Recognition byToken(String text) {
        return tokens.read(text)
                .map(this::recognise)
                .orElseGet(() -> new Recognition.Foreign(tokens.namesKeyOfOurs(text)));
    }

    private Recognition recognise(AccessToken token) {
        if (!tokens.isCurrent(token)) {
            return new Recognition.Over(token.authTime());
        }
        if (!feed.isFresh()) {
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, Duration.ofSeconds(1));
        }
        return revocations.isEnded(token.sessionId())
                ? new Recognition.Over(token.authTime())
                : new Recognition.Known(new Caller(
                        token.userId(), token.sessionId(), revocations.roleOf(token), token.authTime()));
    }

    @Override
    public Recognition byDashboardCookie(String cookie) {
        return RefreshToken.parse(cookie)
                .flatMap(this::find)
                .map(this::recognise)
                .orElseGet(() -> new Recognition.Foreign(true));
    }

    private Optional<SessionStore.Presented> find(RefreshToken cookie) {
        return lookups.pass(() ->
                        database.read(handle -> SessionStore.findPresented(handle, cookie, SessionKind.DASHBOARD)))
                .orElseThrow(() -> ProblemException.retryLater(ErrorCode.UNAVAILABLE, CROWDED));
    }

    private Recognition recognise(SessionStore.Presented session) {
        return session.ended() || !clock.instant().isBefore(session.expiresAt())
                ? new Recognition.Over(session.authTime())
                : new Recognition.Known(
                        new Caller(session.userId(), session.sessionId(), session.role(), session.authTime()));
    }
}
