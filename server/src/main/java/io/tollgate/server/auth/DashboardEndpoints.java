package io.tollgate.server.auth;

import io.helidon.http.HeaderNames;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.database.Database;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.DashboardCookie;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import java.util.List;
import java.util.Optional;

/// Signing in and out of the dashboard, which keeps its session in a cookie that no script can read.
final class DashboardEndpoints {
    private final Database database;
    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionRevoker revoker;
    private final Devices devices;

    DashboardEndpoints(Database database, Accounts accounts, Sessions sessions, SessionRevoker revoker, Devices devices) {
        this.database = database;
        this.accounts = accounts;
        this.sessions = sessions;
        this.revoker = revoker;
        this.devices = devices;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/admin/session", Access.everyone(), this::signIn),
                Endpoint.delete("/api/admin/session", Access.staff(Role.ANALYST), this::signOut));
    }

    private void signIn(Call call) {
        JsonBody body = call.body();
        Accounts.Authenticated authenticated = accounts.authenticate(
                        AuthEndpoints.emailOf(body), NewPasswords.existing(body, "password"))
                .orElseThrow(() -> ProblemException.of(ErrorCode.INVALID_CREDENTIALS));
        Account account = authenticated.account();
        if (!account.role().includes(Role.ANALYST)) {
            throw ProblemException.of(ErrorCode.FORBIDDEN);
        }
        String cookie = database.write(handle -> accounts.confirm(handle, authenticated)
                        ? Optional.of(sessions.beginDashboard(
                                handle, account, devices.clientOf(call, Optional.of("Dashboard"))))
                        : Optional.<String>empty())
                .orElseThrow(() -> ProblemException.of(ErrorCode.INVALID_CREDENTIALS));
        devices.remember(call);
        call.addHeader(HeaderNames.SET_COOKIE, DashboardCookie.set(cookie, call.isSecure()));
        call.reply(204);
    }

    private void signOut(Call call) {
        revoker.end(call.caller().userId(), call.caller().sessionId(), EndReason.LOGGED_OUT);
        call.addHeader(HeaderNames.SET_COOKIE, DashboardCookie.clear(call.isSecure()));
        call.reply(204);
    }
}
