package io.tollgate.server.auth;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.Accounts.Authenticated;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.account.User;
import io.tollgate.server.database.Database;
import io.tollgate.server.feed.Change;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import io.tollgate.server.password.Password;
import io.tollgate.server.session.Client;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.IssuedTokens;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import io.tollgate.server.token.KeyRing;
import java.util.List;
import java.util.Optional;

/// Sign-up, login, refresh, and a person's own account.
final class AuthEndpoints {
    private static final int MAX_NAME = 100;
    private static final int MAX_TOKEN = 256;

    private final Database database;
    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionRevoker revoker;
    private final KeyRing keys;
    private final NewPasswords newPasswords;
    private final Devices devices;
    private final boolean signupEnabled;

    AuthEndpoints(
            Database database,
            Accounts accounts,
            Sessions sessions,
            SessionRevoker revoker,
            KeyRing keys,
            NewPasswords newPasswords,
            Devices devices,
            boolean signupEnabled) {
        this.database = database;
        this.accounts = accounts;
        this.sessions = sessions;
        this.revoker = revoker;
        this.keys = keys;
        this.newPasswords = newPasswords;
        this.devices = devices;
        this.signupEnabled = signupEnabled;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/auth/signup", Access.everyone(), this::signUp),
                Endpoint.post("/api/auth/login", Access.everyone(), this::logIn),
                Endpoint.post("/api/auth/refresh", Access.everyone(), this::refresh),
                Endpoint.post("/api/auth/logout", Access.signedIn(), this::logOut),
                Endpoint.post("/api/auth/logout-all", Access.signedIn(), this::logOutEverywhere),
                Endpoint.get("/api/auth/me", Access.signedIn(), this::whoAmI),
                Endpoint.post("/api/auth/password", Access.signedIn(), this::changePassword),
                Endpoint.get("/.well-known/jwks.json", Access.everyone(), this::publicKeys));
    }

    private void signUp(Call call) {
        if (!signupEnabled) {
            throw ProblemException.of(ErrorCode.FORBIDDEN);
        }
        JsonBody body = call.body();
        EmailAddress email = emailOf(body);
        Optional<String> name = body.optionalLine("name", MAX_NAME);
        Password password = newPasswords.chosen(body, "password", email, name);
        Account account = accounts.prepare(email, password, name, Role.USER);
        Client client = devices.clientOf(call, Optional.empty());
        Optional<IssuedTokens> tokens = database.write(handle -> accounts.insert(handle, account)
                ? Optional.of(sessions.begin(handle, account, client))
                : Optional.empty());
        devices.remember(call);
        call.reply(
                201,
                TokenAnswer.of(account, tokens.orElseThrow(() -> ProblemException.of(ErrorCode.CONFLICT))));
    }

    private void logIn(Call call) {
        JsonBody body = call.body();
        Client client = devices.clientOf(call, body.optionalLine("deviceName", MAX_NAME));
        Authenticated authenticated = authenticate(body);
        IssuedTokens tokens = database.write(handle -> accounts.confirm(handle, authenticated)
                        ? Optional.of(sessions.begin(handle, authenticated.account(), client))
                        : Optional.<IssuedTokens>empty())
                .orElseThrow(AuthEndpoints::wrongCredentials);
        devices.remember(call);
        call.reply(200, TokenAnswer.of(authenticated.account(), tokens));
    }

    private Authenticated authenticate(JsonBody body) {
        EmailAddress email = emailOf(body);
        Password password = NewPasswords.existing(body, "password");
        return accounts.authenticate(email, password).orElseThrow(AuthEndpoints::wrongCredentials);
    }

    private static ProblemException wrongCredentials() {
        return ProblemException.of(ErrorCode.INVALID_CREDENTIALS);
    }

    static EmailAddress emailOf(JsonBody body) {
        return EmailAddress.parse(body.string("email", EmailAddress.MAX_LENGTH))
                .orElseThrow(() ->
                        ProblemException.invalid("email", "not_email", "The field email must be an e-mail address."));
    }

    private void refresh(Call call) {
        String presented = call.body().string("refreshToken", MAX_TOKEN);
        IssuedTokens tokens = sessions.refresh(presented, devices.clientOf(call, Optional.empty()))
                .orElseThrow(() -> ProblemException.of(ErrorCode.INVALID_TOKEN));
        call.reply(200, TokenAnswer.of(tokens));
    }

    private void logOut(Call call) {
        revoker.end(call.caller().userId(), call.caller().sessionId(), EndReason.LOGGED_OUT);
        call.reply(204);
    }

    private void logOutEverywhere(Call call) {
        revoker.endAll(call.caller().userId(), EndReason.LOGGED_OUT);
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
        Account checked = accounts.authenticate(account.id(), current)
                .map(Authenticated::account)
                .orElseThrow(AuthEndpoints::wrongCredentials);
        String newHash = accounts.hash(chosen);
        List<Change> changes = database.write(handle -> {
            if (!accounts.changePassword(handle, checked, newHash)) {
                throw wrongCredentials();
            }
            return revoker.endOthers(
                    handle, checked.id(), call.caller().sessionId(), EndReason.PASSWORD_CHANGED);
        });
        revoker.announce(changes);
        call.reply(204);
    }

    private void publicKeys(Call call) {
        call.reply(200, keys.publicKeys());
    }
}
