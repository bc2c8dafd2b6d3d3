package io.tollgate.server.account;

import io.tollgate.server.account.Accounts.AdminChange;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Administration of accounts.
public final class UserEndpoints {
    private static final String ROLES = "user, analyst, moderator or admin";

    /// Why somebody may no longer log in.
    public enum ShutOut {
        DISABLED,
        /// His role no longer stands in for a verified address.
        UNVERIFIED
    }

    /// Ends the sessions of a person within a transaction and returns the changes to announce; given by the wiring,
    /// since sessions know accounts and not the other way round.
    public interface SessionEnder {
        List<Change> endAll(Handle handle, String userId, ShutOut why);
    }

    /// An account as an admin sees it.
    record AdminUser(
            String id,
            String email,
            @Nullable String name,
            String role,
            boolean emailVerified,
            Instant createdAt,
            @Nullable Instant lastLoginAt,
            boolean disabled) {

        static AdminUser of(Account account) {
            return new AdminUser(
                    account.id(),
                    account.email().text(),
                    account.name().orElse(null),
                    account.role().text(),
                    account.emailVerified(),
                    account.createdAt(),
                    account.lastLoginAt().orElse(null),
                    account.disabledAt().isPresent());
        }
    }

    record UsersAnswer(List<AdminUser> users, @Nullable String nextCursor) {}

    private final Database database;
    private final Accounts accounts;
    private final ChangeFeed feed;
    private final SessionEnder sessions;
    private final EventLog events;
    private final InstantSource clock;

    public UserEndpoints(
            Database database,
            Accounts accounts,
            ChangeFeed feed,
            SessionEnder sessions,
            EventLog events,
            InstantSource clock) {
        this.events = events;
        this.clock = clock;
        this.database = database;
        this.accounts = accounts;
        this.feed = feed;
        this.sessions = sessions;
    }

    public List<Endpoint> endpoints() {
        Access admin = Access.staff(Role.ADMIN);
        return List.of(
                Endpoint.get("/api/admin/users", admin, this::list),
                Endpoint.get("/api/admin/users/{id}", admin, this::show),
                Endpoint.post("/api/admin/users/{id}/role", admin, this::changeRole),
                Endpoint.post("/api/admin/users/{id}/disable", admin, this::disable),
                Endpoint.post("/api/admin/users/{id}/enable", admin, this::enable));
    }

    private void list(Call call) {
        Query query = call.query();
        Optional<EmailAddress> email = query.parsed("email", "an e-mail address", EmailAddress::parse);
        Optional<Role> role = query.parsed("role", ROLES, Role::parse);
        Page<Account> page = Page.read(query, Account::id, (cursor, limit) -> email.isPresent()
                ? accounts.findByEmail(email.get()).stream()
                        .filter(account -> role.isEmpty() || role.get() == account.role())
                        .toList()
                : accounts.page(role, cursor, limit));
        call.reply(
                200, new UsersAnswer(page.items().stream().map(AdminUser::of).toList(), page.nextCursor()));
    }

    private void show(Call call) {
        call.reply(200, AdminUser.of(find(call.pathId("id"))));
    }

    private Account find(String id) {
        return accounts.find(id).orElseThrow(() -> ProblemException.of(ErrorCode.NOT_FOUND));
    }

    private void changeRole(Call call) {
        Role role = Role.parse(call.body().string("role", 20))
                .orElseThrow(() -> ProblemException.invalid(
                        "role", "unknown_value", "The field role must be " + ROLES + "."));
        changeUnless(account -> account.role() == role, call, before -> {
            String id = before.id();
            apply(
                    id,
                    handle -> accounts.changeRole(handle, id, role),
                    handle -> followRole(handle, before.withRole(role)));
            record(call, EventType.AUTHZ_CHANGE, id, "role", role.text());
        });
    }

    /// Changes an account and answers with what it is then. What is so already is no change, and no act to be recorded.
    private void changeUnless(Predicate<Account> isSo, Call call, Consumer<Account> change) {
        Account account = find(call.pathId("id"));
        if (!isSo.test(account)) {
            change.accept(account);
            account = find(account.id());
        }
        call.reply(200, AdminUser.of(account));
    }

    /// Tells of the role that somebody has now, and ends the sessions of whoever may not log in with it.
    private List<Change> followRole(Handle handle, Account now) {
        // Rows that others lock come before the feed, which holds up everybody.
        List<Change> ended =
                accounts.mayLogIn(now) ? List.of() : sessions.endAll(handle, now.id(), ShutOut.UNVERIFIED);
        Change ofRole = Change.roleChanged(now.id(), now.role().text());
        feed.append(handle, List.of(ofRole));
        List<Change> changes = new ArrayList<>(ended);
        changes.add(ofRole);
        return changes;
    }

    private void disable(Call call) {
        changeUnless(account -> account.disabledAt().isPresent(), call, before -> {
            String id = before.id();
            apply(id, handle -> accounts.disable(handle, id), handle -> sessions.endAll(handle, id, ShutOut.DISABLED));
            record(call, EventType.USER_DISABLED, id, "sessions", "ended");
        });
    }

    private void enable(Call call) {
        changeUnless(account -> account.disabledAt().isEmpty(), call, before -> {
            String id = before.id();
            apply(id, handle -> accounts.enable(handle, id), handle -> List.of());
            record(call, EventType.USER_ENABLED, id, "sessions", "none");
        });
    }

    /// The person concerned is the one who is changed; who did it stands beside.
    private void record(Call call, EventType type, String userId, String detail, String value) {
        events.record(SecurityEvent.of(type, call, clock.instant())
                .ofPerson(userId)
                .with(detail, value)
                .with(SecurityEvent.BY, call.caller().userId()));
    }

    /// Makes a change, and what follows from it, in one transaction; then tells this node.
    private void apply(String id, Function<Handle, AdminChange> change, Function<Handle, List<Change>> consequences) {
        List<Change> changes = new ArrayList<>();
        AdminChange outcome = database.write(handle -> {
            AdminChange result = change.apply(handle);
            if (result == AdminChange.DONE) {
                changes.addAll(consequences.apply(handle));
            }
            return result;
        });
        switch (outcome) {
            case DONE -> feed.announce(changes);
            case NO_SUCH_ACCOUNT -> throw ProblemException.of(ErrorCode.NOT_FOUND);
            case LAST_ADMIN -> throw ProblemException.of(ErrorCode.CONFLICT);
        }
    }
}
