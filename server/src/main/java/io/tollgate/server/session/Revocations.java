package io.tollgate.server.session;

import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeListener;
import io.tollgate.server.identity.Role;
import io.tollgate.server.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What changed for access tokens that are still alive: sessions ended, roles changed. Every signed-in request asks
/// here, so the answers are in memory. Thread-safe. An entry is kept for the life of a token, after which it has
/// nothing left to say; so the size is bounded by the sessions ended in that time.
public final class Revocations implements ChangeListener {
    /// Clocks of nodes may differ by this much.
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Database database;
    private final InstantSource clock;
    private final Duration remembered;
    private final Map<String, Instant> endedSessions = new ConcurrentHashMap<>();
    private final Map<String, RoleChange> roles = new ConcurrentHashMap<>();
    private Instant pruneAfter = Instant.MIN;

    private record RoleChange(Role role, Instant until) {}

    /// @param tokenLife of access tokens
    public Revocations(Database database, InstantSource clock, Duration tokenLife) {
        this.database = database;
        this.clock = clock;
        this.remembered = tokenLife.plus(SLACK);
    }

    @Override
    public void reload() {
        Instant now = clock.instant();
        Instant since = now.minus(remembered);
        Instant until = now.plus(remembered);
        database.readApart(handle -> SessionStore.endedSince(handle, since)).forEach(id -> endedSessions.put(id, until));
        database.readApart(handle -> SessionStore.rolesChangedSince(handle, since))
                .forEach(current -> roles.put(current.userId(), new RoleChange(current.role(), until)));
        prune(now);
    }

    @Override
    public void apply(List<Change> changes) {
        Instant now = clock.instant();
        changes.forEach(change -> apply(change, now.plus(remembered)));
        if (now.isAfter(pruneAfter)) {
            prune(now);
        }
    }

    private void apply(Change change, Instant until) {
        switch (change.kind()) {
            case SESSION_ENDED -> endedSessions.put(change.subject(), until);
            case ROLE_CHANGED ->
                change.detail()
                        .flatMap(Role::parse)
                        .ifPresent(role -> roles.put(change.subject(), new RoleChange(role, until)));
            case KEY_ADDED, STANDING_CHANGED, GUESSES_FORGOTTEN, ACCOUNT_FORGIVEN, PERSON_FORGIVEN, FILES_CHANGED -> {}
        }
    }

    private void prune(Instant now) {
        endedSessions.values().removeIf(now::isAfter);
        roles.values().removeIf(change -> now.isAfter(change.until()));
        pruneAfter = now.plus(SLACK);
    }

    boolean isEnded(String sessionId) {
        return endedSessions.containsKey(sessionId);
    }

    /// The role its bearer has now, which may differ from what the token says.
    Role roleOf(AccessToken token) {
        return Optional.ofNullable(roles.get(token.userId())).map(RoleChange::role).orElse(token.role());
    }
}
