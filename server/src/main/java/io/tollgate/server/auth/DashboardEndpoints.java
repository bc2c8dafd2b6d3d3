package io.tollgate.server.auth;

import io.helidon.http.HeaderNames;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.guard.CredentialGuard;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.DashboardCookie;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import io.tollgate.server.session.Begun;
import io.tollgate.server.session.Client;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Signing in and out of the dashboard, which keeps its session in a cookie that no script can read.
final class DashboardEndpoints {

    /// Who is signed in to the dashboard.
    record StaffAnswer(String id, String email, @Nullable String name, String role) {

        static StaffAnswer of(Account account) {
            return new StaffAnswer(
                    account.id(),
                    account.email().text(),
                    account.name().orElse(null),
                    account.role().text());
        }
    }

    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionRevoker revoker;
    private final CredentialGuard credentials;
    private final Devices devices;
    private final SessionEvents events;

    DashboardEndpoints(
            Accounts accounts,
            Sessions sessions,
            SessionRevoker revoker,
            CredentialGuard credentials,
            Devices devices,
            SessionEvents events) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.revoker = revoker;
        this.credentials = credentials;
        this.devices = devices;
        this.events = events;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/admin/session", Access.everyone(), this::signIn).takingCredentials(),
                Endpoint.get("/api/admin/session", Access.staff(Role.ANALYST), this::show),
                Endpoint.delete("/api/admin/session", Access.staff(Role.ANALYST), this::signOut));
    }

    private void signIn(Call call) {
        JsonBody body = call.body();
        Devices.Device device = devices.of(call);
        Client client = devices.clientOf(call, Optional.of("Dashboard"));
        // A right password of somebody who may not see the dashboard is still right: it must not stay a wrong guess.
        SignedIn signedIn = credentials.check(call, CredentialFields.attempt(body, device), (handle, right) ->
                accounts.confirm(handle, right)
                        ? Optional.of(new SignedIn(right.account().id(), begin(handle, right.account(), client)))
                        : Optional.empty());
        devices.remember(call, device);
        if (signedIn.begun().isEmpty()) {
            events.refusedDashboard(call, signedIn.userId());
            throw ProblemException.of(ErrorCode.FORBIDDEN);
        }
        Begun begun = signedIn.begun().get();
        events.loggedIn(call, signedIn.userId(), begun);
        events.surplus(call, signedIn.userId(), revoker.endSurplus(signedIn.userId()));
        call.addHeader(HeaderNames.SET_COOKIE, DashboardCookie.set(begun.proof(), call.isSecure()));
        call.reply(204);
    }

    /// @param begun empty when the role does not allow it
    private record SignedIn(String userId, Optional<Begun> begun) {}

    private Optional<Begun> begin(Handle handle, Account account, Client client) {
        return account.role().includes(Role.ANALYST)
                ? Optional.of(sessions.beginDashboard(handle, account, client))
                : Optional.empty();
    }

    private void show(Call call) {
        call.reply(200, accounts.find(call.caller().userId())
                .map(StaffAnswer::of)
                .orElseThrow(() -> ProblemException.of(ErrorCode.INVALID_TOKEN)));
    }

    private void signOut(Call call) {
        revoker.end(call.caller().userId(), call.caller().sessionId(), EndReason.LOGGED_OUT);
        events.ended(call, call.caller().sessionId(), EndReason.LOGGED_OUT);
        call.addHeader(HeaderNames.SET_COOKIE, DashboardCookie.clear(call.isSecure()));
        call.reply(204);
    }
}
