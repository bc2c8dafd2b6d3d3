package io.tollgate.server.auth;

import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.accountmail.AccountMails;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.guard.CredentialGuard;
import io.tollgate.server.http.Access;
import io.tollgate.server.http.Call;
import io.tollgate.server.http.Charge;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.JsonBody;
import io.tollgate.server.http.ProblemException;
import io.tollgate.server.identity.Role;
import io.tollgate.server.password.HashOwner;
import io.tollgate.server.password.Password;
import io.tollgate.server.session.Begun;
import io.tollgate.server.session.Client;
import io.tollgate.server.session.Sessions;
import io.tollgate.server.settings.Settings.SignupSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Sign-up: with a session at once, or by mail.
final class SignUpEndpoints {
    private static final int MAX_NAME = 100;
    /// As long as it takes until some of the mails that wait have gone.
    private static final Duration MAILS_TAKE = Duration.ofSeconds(30);

    private final Database database;
    private final Accounts accounts;
    private final Sessions sessions;
    private final CredentialGuard credentials;
    private final NewPasswords newPasswords;
    private final Devices devices;
    private final AccountMails mails;
    private final EventLog events;
    private final InstantSource clock;
    private final SignupSettings signup;

    SignUpEndpoints(
            Database database,
            Accounts accounts,
            Sessions sessions,
            CredentialGuard credentials,
            NewPasswords newPasswords,
            Devices devices,
            AccountMails mails,
            EventLog events,
            InstantSource clock,
            SignupSettings signup) {
        this.database = database;
        this.accounts = accounts;
        this.sessions = sessions;
        this.credentials = credentials;
        this.newPasswords = newPasswords;
        this.devices = devices;
        this.mails = mails;
        this.events = events;
        this.clock = clock;
        this.signup = signup;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/api/auth/signup", Access.everyone(), this::signUp)
                .charging(Charge.LATER)
                .takingCredentials());
    }

    private void signUp(Call call) {
        credentials.refuseBanned(call);
        if (!signup.enabled()) {
            call.charge(Charge.DEFAULT);
            throw ProblemException.of(ErrorCode.FORBIDDEN);
        }
        NewAccount wanted = newAccount(call);
        call.charge(Charge.SIGNUP);
        // Said before the hash where it is said anyway; with mail it is not said, and the time must not tell.
        if (!signup.verifyEmail() && accounts.findByEmail(wanted.email()).isPresent()) {
            throw ProblemException.of(ErrorCode.CONFLICT);
        }
        Account account = accounts.prepare(
                wanted.email(),
                wanted.password(),
                wanted.name(),
                Role.USER,
                HashOwner.newcomer(call.client().key()));
        if (signup.verifyEmail()) {
            signUpByMail(call, account);
        } else {
            signUpAtOnce(call, account);
        }
    }

    /// Only notes the sign-up; whether the address is taken is found out where nobody can tell by answer or time.
    private void signUpByMail(Call call, Account account) {
        if (mails.isFull()) {
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, MAILS_TAKE);
        }
        mails.requestSignUp(RecoveryEndpoints.request(call, account.email(), credentials), account);
        call.reply(202);
    }

    private void signUpAtOnce(Call call, Account account) {
        Devices.Device device = devices.of(call);
        Client client = devices.clientOf(call, Optional.empty());
        Begun begun = database.write(handle -> {
                    if (!accounts.insert(handle, account)) {
                        return Optional.<Begun>empty();
                    }
                    credentials.rememberDevice(handle, account.email(), device.id());
                    mails.requestVerification(handle, RecoveryEndpoints.request(call, account.email(), credentials));
                    return Optional.of(sessions.begin(handle, account, client));
                })
                .orElseThrow(() -> ProblemException.of(ErrorCode.CONFLICT));
        events.record(SecurityEvent.of(EventType.USER_CREATED, call, clock.instant()).ofPerson(account.id()));
        devices.remember(call, device);
        call.reply(201, TokenAnswer.of(account, sessions.tokens(account, begun)));
    }

    private record NewAccount(EmailAddress email, Password password, Optional<String> name) {}

    /// What somebody wants to sign up with. A request that is not valid is no sign-up, and counts as any request does.
    private NewAccount newAccount(Call call) {
        try {
            JsonBody body = call.body();
            EmailAddress email = CredentialFields.newEmail(body);
            Optional<String> name = body.optionalLine("name", MAX_NAME);
            return new NewAccount(email, newPasswords.chosen(body, "password", email, name), name);
        } catch (RuntimeException invalid) {
            // Also a body that breaks off or is framed wrongly, of which Helidon and the stream tell each in its own way.
            call.charge(Charge.DEFAULT);
            throw invalid;
        }
    }
}
