package io.tollgate.server.auth;

import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.accountmail.AccountMailModule;
import io.tollgate.server.database.Database;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.CredentialGuard;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.session.SessionModule;
import io.tollgate.server.session.SessionRevoker;
import io.tollgate.server.session.Sessions;
import io.tollgate.server.settings.Settings.SignupSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The endpoints of this package, which share how a client is told from another.
public final class AuthModule {

    private AuthModule() {}

    public static List<Endpoint> endpoints(
            Database database,
            Accounts accounts,
            SessionModule sessionModule,
            CredentialGuard credentials,
            NewPasswords newPasswords,
            DeviceCookie deviceCookie,
            EventLog events,
            InstantSource clock,
            SignupSettings signup,
            AccountMailModule mail,
            ChangeFeed feed) {
        Sessions sessions = sessionModule.sessions();
        SessionRevoker revoker = sessionModule.revoker();
        SessionEvents sessionEvents = new SessionEvents(events, clock);
        Devices devices = new Devices(deviceCookie, clock);
        return Stream.of(
                        new SignUpEndpoints(
                                        database,
                                        accounts,
                                        sessions,
                                        credentials,
                                        newPasswords,
                                        devices,
                                        mail.mails(),
                                        events,
                                        clock,
                                        signup)
                                .endpoints(),
                        new AuthEndpoints(
                                        accounts,
                                        sessions,
                                        revoker,
                                        credentials,
                                        newPasswords,
                                        devices,
                                        sessionEvents,
                                        mail.mails())
                                .endpoints(),
                        new RecoveryEndpoints(
                                        mail.mails(),
                                        new Recovery(
                                                database,
                                                accounts,
                                                mail.tokens(),
                                                mail.notices(),
                                                credentials,
                                                revoker,
                                                feed),
                                        accounts,
                                        credentials,
                                        newPasswords,
                                        devices,
                                        events,
                                        clock)
                                .endpoints(),
                        new SessionEndpoints(sessions, revoker, sessionEvents).endpoints(),
                        new DashboardEndpoints(accounts, sessions, revoker, credentials, devices, sessionEvents)
                                .endpoints())
                .flatMap(List::stream)
                .toList();
    }
}
