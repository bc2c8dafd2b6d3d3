package io.tollgate.server.auth;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.account.User;
import io.tollgate.server.accountmail.AccountMails;
import io.tollgate.server.feed.Change;
import io.tollgate.server.guard.CredentialGuard;
import io.tollgate.server.guard.CredentialGuard.Attempt;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.session.Begun;
import io.tollgate.server.session.Client;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.IssuedTokens;
import io.tollgate.server.session.Refreshed;
import io.tollgate.server.session.SessionAnomaly;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Login, refresh, and a person's own account.
final class AuthEndpoints {
    private static final int MAX_DEVICE_NAME = 100;
    private static final int MAX_TOKEN = 256;

    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionRevoker revoker;
    private final CredentialGuard credentials;
    private final NewPasswords newPasswords;
    private final Devices devices;
    private final SessionEvents sessionEvents;
    private final AccountMails mails;

    AuthEndpoints(
            Accounts accounts,
            Sessions sessions,
            SessionRevoker revoker,
            CredentialGuard credentials,
            NewPasswords newPasswords,
            Devices devices,
            SessionEvents sessionEvents,
            AccountMails mails) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.revoker = revoker;
        this.credentials = credentials;
        this.newPasswords = newPasswords;
        this.devices = devices;
        this.sessionEvents = sessionEvents;
        this.mails = mails;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/auth/login", Access.everyone(), this::logIn).takingCredentials(),
                Endpoint.post("/api/auth/refresh", Access.everyone(), this::refresh).takingCredentials(),
                Endpoint.post("/api/auth/logout", Access.signedIn(), this::logOut),
                Endpoint.post("/api/auth/logout-all", Access.signedIn(), this::logOutEverywhere),
                Endpoint.get("/api/auth/me", Access.signedIn(), this::whoAmI),
                Endpoint.post("/api/auth/password", Access.signedIn(), this::changePassword)
                        .takingCredentials());
    }

    private void logIn(Call call) {
        JsonBody body = call.body();
        Devices.Device device = devices.of(call);
        Client client = devices.clientOf(call, body.optionalLine("deviceName", MAX_DEVICE_NAME));
        LoggedIn loggedIn = credentials.check(call, CredentialFields.attempt(body, device), (handle, right) ->
                accounts.confirm(handle, right)
                        ? Optional.of(new LoggedIn(right.account(), sessions.begin(handle, right.account(), client)))
                        : Optional.empty());
        sessionEvents.loggedIn(call, loggedIn.account().id(), loggedIn.begun());
        sessionEvents.surplus(call, loggedIn.account().id(), revoker.endSurplus(loggedIn.account().id()));
        devices.remember(call, device);
        call.reply(200, TokenAnswer.of(loggedIn.account(), sessions.tokens(loggedIn.account(), loggedIn.begun())));
    }

    private record LoggedIn(Account account, Begun begun) {}

    private void refresh(Call call) {
        String presented = call.body().string("refreshToken", MAX_TOKEN);
        switch (sessions.refresh(presented, devices.clientOf(call, Optional.empty()))) {
            case Refreshed.Granted(String userId, String sessionId, IssuedTokens tokens, List<SessionAnomaly> anomalies) -> {
                anomalies.forEach(anomaly -> sessionEvents.anomaly(call, userId, sessionId, anomaly, false));
                call.reply(200, TokenAnswer.of(tokens));
            }
            case Refreshed.Refused() -> throw ProblemException.of(ErrorCode.INVALID_TOKEN);
            case Refreshed.Limited(_, String sessionId, Duration retryAfter) ->
                throw credentials.refreshedTooOften(call, sessionId, retryAfter);
            case Refreshed.Ended(String userId, String sessionId, SessionAnomaly anomaly) -> {
                sessionEvents.anomaly(call, userId, sessionId, anomaly, true);
                throw ProblemException.of(ErrorCode.INVALID_TOKEN);
            }
        }
    }

    private void logOut(Call call) {
        revoker.end(call.caller().userId(), call.caller().sessionId(), EndReason.LOGGED_OUT);
        sessionEvents.ended(call, call.caller().sessionId(), EndReason.LOGGED_OUT);
        call.reply(204);
    }

    private void logOutEverywhere(Call call) {
        revoker.endAll(call.caller().userId(), EndReason.LOGGED_OUT);
        sessionEvents.allEnded(call, EndReason.LOGGED_OUT);
        call.reply(204);
    }

    private void whoAmI(Call call) {
        Account account = accounts.find(call.caller().userId())
                .orElseThrow(() -> ProblemException.of(ErrorCode.INVALID_TOKEN));
        call.reply(200, User.of(account));
    }

    private void changePassword(Call call) {
        JsonBody body = call.body();
        Account account = accounts.find(call.caller().userId())
                .orElseThrow(() -> ProblemException.of(ErrorCode.INVALID_TOKEN));
        Password current = NewPasswords.existing(body, "currentPassword");
        Password chosen = newPasswords.chosen(body, "newPassword", account.email(), account.name());
        Devices.Device device = devices.of(call);
        List<Change> changes = credentials.check(
                call,
                new Attempt(account.email(), current, device.presented(), device::id),
                new PasswordChange(account.id(), chosen, call.caller().sessionId(), device.id()));
        sessionEvents.passwordChanged(call);
        revoker.announce(changes);
        devices.remember(call, device);
        call.reply(204);
    }

    /// Sets the new password and ends the other sessions and devices and mailed links, all or nothing. The result is what
    /// changed, to be announced.
    private final class PasswordChange implements CredentialGuard.Acceptance<List<Change>> {
        private final String userId;
        private final Password chosen;
        private final String keptSession;
        private final String keptDevice;
        private String hash = "";

        private PasswordChange(String userId, Password chosen, String keptSession, String keptDevice) {
            this.userId = userId;
            this.chosen = chosen;
            this.keptSession = keptSession;
            this.keptDevice = keptDevice;
        }

        @Override
        public void prepare() {
            // Its owner has just shown that he knows the old password.
            hash = accounts.hash(chosen, HashOwner.device(keptDevice));
        }

        @Override
        public void begin(Handle handle) {
            mails.voidResets(handle, userId);
        }

        @Override
        public Optional<List<Change>> accept(Handle handle, Authenticated right) {
            Account account = right.account();
            // Before the account, as a reset does, so that neither waits for what the other has locked.
            credentials.forgetOtherDevices(handle, account.email(), keptDevice);
            if (!accounts.changePassword(handle, account, hash)) {
                return Optional.empty();
            }
            return Optional.of(
                    revoker.endOthers(handle, account.id(), keptSession, EndReason.PASSWORD_CHANGED));
        }
    }
}
