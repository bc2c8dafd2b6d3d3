package io.tollgate.server;

import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.FirstAdmin;
import io.tollgate.server.account.NewPasswords;
import io.tollgate.server.account.UserEndpoints;
import io.tollgate.server.accountmail.AccountMailModule;
import io.tollgate.server.auth.AuthModule;
import io.tollgate.server.database.Database;
import io.tollgate.server.device.DeviceCookie;
import io.tollgate.server.event.EventLog;
import io.tollgate.server.feed.Change;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.file.FileModule;
import io.tollgate.server.geo.Countries;
import io.tollgate.server.geo.Travel;
import io.tollgate.server.guard.GuardModule;
import io.tollgate.server.guard.admin.GuardAdministration;
import io.tollgate.server.http.Endpoint;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.password.PasswordRules;
import io.tollgate.server.session.EndReason;
import io.tollgate.server.session.RefreshRules;
import io.tollgate.server.session.SessionModule;
import io.tollgate.server.settings.Settings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// What people use, and the guard before it: accounts, sessions, files, and the mails about them.
final class UserServices {
    private final Settings settings;
    private final Foundation foundation;
    private final InstantSource clock;
    private final PasswordHasher hasher;
    private final Accounts accounts;
    private final FirstAdmin firstAdmin;
    private final BackgroundStep<Optional<FirstAdmin.Candidate>> admin;
    private final BackgroundStep<Void> keys;
    private final SessionModule sessions;
    private final DeviceCookie deviceCookie;
    private final GuardModule guard;
    private final FileModule files;
    private final AccountMailModule mail;

    /// Starts them, and the feed that keeps what they remember up to date.
    ///
    /// @param transport how mail is sent; empty when it is not
    UserServices(
            Lifecycle lifecycle,
            Settings settings,
            Foundation foundation,
            Optional<MailTransport> transport,
            InstantSource clock) {
        this.settings = settings;
        this.foundation = foundation;
        this.clock = clock;
        Database database = foundation.database();
        ChangeFeed feed = foundation.feed();
        EventLog events = foundation.events().log();
        TimeOrderedIds ids = foundation.ids();
        SecureRandom random = foundation.random();

        hasher = lifecycle.started(
                new PasswordHasher(settings.hash().threads(), settings.hash().queue(), random));
        accounts = new Accounts(database, hasher, ids, clock, settings.signup().verifyEmail());
        firstAdmin = new FirstAdmin(database, accounts, random);
        admin = BackgroundStep.begin("first-admin", () -> firstAdmin.prepare(settings.admin()));
        Travel travel = new Travel(Countries.of(settings.geo(), settings.dataDir().resolve("geo")));
        sessions = new SessionModule(
                settings.tokens(),
                RefreshRules.of(settings.guard(), travel),
                database,
                feed,
                foundation.wrapping(),
                ids,
                clock,
                random);
        keys = BackgroundStep.begin("first-keys", () -> {
            sessions.rotateKeys();
            return null;
        });
        deviceCookie = new DeviceCookie(foundation.secrets().get("device-cookie"), random);
        guard = lifecycle.started(new GuardModule(
                settings.guard(),
                settings.hash(),
                settings.redis(),
                foundation.meters().redis(),
                database,
                feed,
                accounts,
                foundation.secrets(),
                deviceCookie,
                events,
                ids,
                clock,
                random));
        files = new FileModule(settings, database, feed, sessions::isLive, ids, clock);
        feed.start(List.of(sessions.keys(), sessions.revocations(), guard.listener(), files.listener()));
        mail = lifecycle.started(new AccountMailModule(
                settings.mail(), transport, database, accounts, foundation.secrets(), events, ids, clock, random));
        mail.start();
    }

    PasswordHasher hasher() {
        return hasher;
    }

    SessionModule sessions() {
        return sessions;
    }

    GuardModule guard() {
        return guard;
    }

    AccountMailModule mail() {
        return mail;
    }

    /// What must be done now and then.
    List<Runnable> hourly() {
        return List.of(sessions::rotateKeys, files::sweep, guard::cleanUp, mail::cleanUp);
    }

    List<Endpoint> endpoints() {
        Database database = foundation.database();
        ChangeFeed feed = foundation.feed();
        EventLog events = foundation.events().log();
        return Stream.of(
                        AuthModule.endpoints(
                                database,
                                accounts,
                                sessions,
                                guard.credentials(),
                                new NewPasswords(new PasswordRules(settings.passwordMinLength())),
                                deviceCookie,
                                events,
                                clock,
                                settings.signup(),
                                mail,
                                feed),
                        files.endpoints(),
                        sessions.endpoints(events),
                        GuardAdministration.endpoints(guard, settings.guard(), events, clock),
                        new UserEndpoints(database, accounts, feed, this::endSessions, events, clock).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    private List<Change> endSessions(Handle handle, String userId, UserEndpoints.ShutOut why) {
        EndReason reason = switch (why) {
            case DISABLED -> EndReason.ACCOUNT_DISABLED;
            case UNVERIFIED -> EndReason.UNVERIFIED;
        };
        return sessions.revoker().endAll(handle, userId, reason);
    }

    /// Waits until tokens can be issued and checked.
    void awaitKeys() {
        keys.await();
    }

    /// Waits until there is an admin.
    ///
    /// @return the password made up for him, if he is new and the settings give none
    Optional<String> awaitAdmin() {
        return admin.await().flatMap(firstAdmin::store);
    }
}
