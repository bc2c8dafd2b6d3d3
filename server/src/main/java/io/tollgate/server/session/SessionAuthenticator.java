package io.tollgate.server.session;

import io.tollgate.server.database.Database;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.http.Authenticator;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Caller;
import io.tollgate.server.token.AccessToken;
import io.tollgate.server.token.AccessTokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Recognises callers by access token, without a look into the database, and by the dashboard's cookie, with one.
public final class SessionAuthenticator implements Authenticator {
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
    public Optional<Caller> byToken(String text) {
        Optional<AccessToken> token = tokens.verify(text);
        if (token.isPresent() && !feed.isFresh()) {
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, Duration.ofSeconds(1));
        }
        return token.filter(valid -> !revocations.isEnded(valid.sessionId()))
                .map(valid -> new Caller(
                        valid.userId(), valid.sessionId(), revocations.roleOf(valid), valid.authTime()));
    }

    @Override
    public Optional<Caller> byDashboardCookie(String cookie) {
        return RefreshToken.parse(cookie)
                .flatMap(token ->
                        database.read(handle -> SessionStore.findPresented(handle, token, SessionKind.DASHBOARD)))
                .filter(session -> !session.ended() && clock.instant().isBefore(session.expiresAt()))
                .map(session ->
                        new Caller(session.userId(), session.sessionId(), session.role(), session.authTime()));
    }
}
