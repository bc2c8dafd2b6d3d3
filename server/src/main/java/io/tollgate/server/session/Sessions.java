package io.tollgate.server.session;

import io.tollgate.guard.window.RateLimit;
import io.tollgate.server.account.Account;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.TokenSettings;
import io.tollgate.server.token.AccessTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Begins, refreshes and lists sessions; [SessionRevoker] ends them. Thread-safe.
///
/// Methods that take a [Handle] are steps of a transaction that its caller owns.
public final class Sessions {
    static final Duration DASHBOARD_LIFE = Duration.ofHours(12);

    private final Database database;
    private final AccessTokens accessTokens;
    private final ChangeFeed feed;
    private final TokenSettings settings;
    private final Optional<RateLimit> refreshLimit;
    private final TimeOrderedIds ids;
    private final InstantSource clock;
    private final SecureRandom random;

    /// @param refreshLimit rotations of one session; empty for any number
    public Sessions(
            Database database,
            AccessTokens accessTokens,
            ChangeFeed feed,
            TokenSettings settings,
            Optional<RateLimit> refreshLimit,
            TimeOrderedIds ids,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.accessTokens = accessTokens;
        this.feed = feed;
        this.settings = settings;
        this.refreshLimit = refreshLimit;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /// Begins a session for an account whose password was just checked, and issues its first tokens.
    public IssuedTokens begin(Handle handle, Account account, Client client) {
        Instant now = now();
        Session session = newSession(account, client, now, settings.refreshTtl());
        RefreshToken token = insert(handle, session, SessionKind.TOKENS);
        String accessToken = accessTokens.issue(account.id(), session.id(), account.role(), now);
        return issued(accessToken, token);
    }

    /// Begins a session of the dashboard.
    ///
    /// @return the value of its cookie
    public String beginDashboard(Handle handle, Account account, Client client) {
        return insert(handle, newSession(account, client, now(), DASHBOARD_LIFE), SessionKind.DASHBOARD).text();
    }

    private Session newSession(Account account, Client client, Instant now, Duration life) {
        return new Session(
                ids.next(),
                account.id(),
                client.deviceName(),
                client.userAgent(),
                client.ip(),
                now,
                now,
                now.plus(life));
    }

    private RefreshToken insert(Handle handle, Session session, SessionKind kind) {
        RefreshToken token = RefreshToken.generate(random);
        SessionStore.insert(handle, session, kind);
        SessionStore.insertToken(
                handle, ids.next(), session.id(), 0, token, session.authTime(), session.expiresAt());
        return token;
    }

    private IssuedTokens issued(String accessToken, RefreshToken refreshToken) {
        return new IssuedTokens(accessToken, accessTokens.life().toSeconds(), refreshToken.text());
    }

    /// Exchanges a refresh token for the next. Empty when the token is not, or no longer, good for anything.
    ///
    /// @throws ProblemException `rate_limited` when the session was refreshed too often; the token stays good
    public Optional<IssuedTokens> refresh(String presented, Client client) {
        Optional<RefreshToken> token = RefreshToken.parse(presented);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        Rotation.Outcome outcome =
                database.write(handle -> rotation(token.get(), client).run(handle));
        return switch (outcome) {
            case Rotation.Outcome.Granted(SessionStore.Presented found, RefreshToken next) ->
                Optional.of(issued(
                        accessTokens.issue(found.userId(), found.sessionId(), found.role(), found.authTime()), next));
            case Rotation.Outcome.Refused() -> Optional.empty();
            case Rotation.Outcome.Limited(Duration retryAfter) ->
                throw ProblemException.limited("refresh", retryAfter);
            case Rotation.Outcome.Reused(Change ended) -> {
                feed.announce(List.of(ended));
                yield Optional.empty();
            }
        };
    }

    private Rotation rotation(RefreshToken token, Client client) {
        return new Rotation(token, client, now(), settings, refreshLimit, feed, ids, random);
    }

    /// Sessions of a person, newest first, after the session `cursor`.
    public List<Session> page(String userId, Optional<String> cursor, int limit) {
        return database.read(handle -> SessionStore.page(handle, userId, now(), cursor, limit));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
