package io.tollgate.server.auth;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.accountmail.AccountMails;
import io.tollgate.server.accountmail.MailedTokens;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.CredentialGuard;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Verifying an address and getting back into an account, by mailed link.
///
/// Who asks for a mail learns nothing of the account, by answer or by time: all that happens is that the account is looked
/// for and a row is written.
final class RecoveryEndpoints {
    private final AccountMails mails;
    private final Recovery recovery;
    private final Accounts accounts;
    private final CredentialGuard credentials;
    private final NewPasswords newPasswords;
    private final Devices devices;
    private final EventLog events;
    private final InstantSource clock;

    RecoveryEndpoints(
            AccountMails mails,
            Recovery recovery,
            Accounts accounts,
            CredentialGuard credentials,
            NewPasswords newPasswords,
            Devices devices,
            EventLog events,
            InstantSource clock) {
        this.mails = mails;
        this.recovery = recovery;
        this.accounts = accounts;
        this.credentials = credentials;
        this.newPasswords = newPasswords;
        this.devices = devices;
        this.events = events;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/auth/forgot-password", Access.everyone(), this::forgotPassword)
                        .takingCredentials(),
                Endpoint.post("/api/auth/reset-password", Access.everyone(), this::resetPassword)
                        .takingCredentials(),
                Endpoint.post("/api/auth/verify-email", Access.everyone(), this::verifyEmail)
                        .takingCredentials());
    }

    static AccountMails.Request request(Call call, EmailAddress email, CredentialGuard credentials) {
        return new AccountMails.Request(
                email, credentials.accountKey(email), call.client().key(), call.requestId());
    }

    private void forgotPassword(Call call) {
        EmailAddress email = CredentialFields.email(call.body());
        credentials.refuseBanned(call, email, devices.presented(call));
        mails.requestReset(request(call, email, credentials));
        events.record(SecurityEvent.of(EventType.AUTHN_PASSWORD_RESET_REQUEST, call, clock.instant())
                .ofAccount(accounts.findByEmail(email).map(Account::id), credentials.accountKey(email)));
        call.reply(202);
    }

    private void resetPassword(Call call) {
        JsonBody body = call.body();
        String token = body.string("token", MailedTokens.MAX_LENGTH);
        NewPasswords.existing(body, "newPassword");
        Account account = recovery.accountOfReset(token).orElseThrow(RecoveryEndpoints::invalidToken);
        credentials.refuseBanned(call, account.email(), devices.presented(call));
        // Before the token is used up, so that a weak password costs nobody his link.
        Password chosen = newPasswords.chosen(body, "newPassword", account.email(), account.name());
        String hash = accounts.hash(chosen, HashOwner.stranger(call.client().key()));
        // Whoever holds the link is let in on this device, even while others guess at the account.
        Devices.Device device = devices.fresh();
        recovery.reset(token, account, visitor(call, hash, device));
        record(EventType.AUTHN_PASSWORD_RESET, call, account);
        if (!account.emailVerified()) {
            record(EventType.USER_VERIFIED, call, account);
        }
        devices.remember(call, device);
        call.reply(204);
    }

    private static Recovery.Visitor visitor(Call call, String hash, Devices.Device device) {
        return new Recovery.Visitor(hash, device.id(), call.client().key());
    }

    /// With a token and a password it verifies, with an address it asks for another mail.
    private void verifyEmail(Call call) {
        JsonBody body = call.body();
        Optional<String> token = body.optionalString("token", MailedTokens.MAX_LENGTH);
        if (token.isPresent()) {
            verify(call, body, token.get());
        } else {
            EmailAddress email = CredentialFields.email(body);
            credentials.refuseBanned(call, email, devices.presented(call));
            mails.requestVerification(request(call, email, credentials));
            call.reply(202);
        }
    }

    private void verify(Call call, JsonBody body, String token) {
        credentials.refuseBanned(call);
        NewPasswords.existing(body, "password");
        Account account = recovery.accountToVerify(token).orElseThrow(RecoveryEndpoints::invalidToken);
        // Before the token is used up, so that a weak password costs nobody his link.
        Password typed = newPasswords.chosen(body, "password", account.email(), account.name());
        HashOwner owner = HashOwner.stranger(call.client().key());
        // Both in any case, so that no duration tells whether this is the password of the sign-up.
        boolean proven = accounts.hasPassword(account, typed, owner);
        String hash = accounts.hash(typed, owner);
        Devices.Device device = devices.fresh();
        boolean replaced = recovery.verify(token, account, proven, visitor(call, hash, device));
        if (replaced) {
            record(EventType.AUTHN_PASSWORD_RESET, call, account);
        }
        record(EventType.USER_VERIFIED, call, account);
        devices.remember(call, device);
        call.reply(204);
    }

    private void record(EventType type, Call call, Account account) {
        events.record(SecurityEvent.of(type, call, clock.instant()).ofPerson(account.id()));
    }

    private static ProblemException invalidToken() {
        return ProblemException.of(ErrorCode.INVALID_TOKEN);
    }
}
