package io.tollgate.server;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.account.Account;
import io.tollgate.server.account.Accounts;
import io.tollgate.server.account.EmailAddress;
import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.alert.AlertStatements;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.TransactionalLog;
import io.tollgate.server.feed.ChangeFeed;
import io.tollgate.server.guard.Addresses;
import io.tollgate.server.guard.DeviceStatements;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.OutboxStatements;
import io.tollgate.server.mail.SmtpTransport;
import io.tollgate.server.password.PasswordHasher;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.ExecutedStatements;
import io.tollgate.server.testing.FilledTables;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a server must be asked, and what must happen to it, so that it runs every statement there is.
final class EveryStatement {
    private static final Duration DAY = Duration.ofDays(1);

    private final FurnishedServer server;
    private final ApiClient admin;

    EveryStatement(FurnishedServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    /// Ends the server.
    void run(ExecutedStatements executed) {
        server.requests().forEach((endpoint, prepare) -> prepare.get().get());
        lists();
        attacks();
        oddRefreshes();
        jobs();
        asAnotherNode();
        Eventually.within(Duration.ofSeconds(20), "an alert was not taken by the mail server", () -> executed.all().stream()
                .anyMatch(statement -> statement.methods().contains("io.tollgate.server.alert.Deliveries.failed")));
        // The minutes before it are forgotten when another begins.
        server.clock().advance(Duration.ofMinutes(2));
        server.server().close();
    }

    private void jobs() {
        admin.post("/api/admin/maintenance/cleanup", Map.of("dryRun", true));
        try {
            Files.setLastModifiedTime(server.upload(), FileTime.from(server.clock().instant().minus(DAY)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.server().maintain();
    }

    /// As a node of its own that shares the database: what leads to them cannot be brought about from outside.
    private void asAnotherNode() {
        SecureRandom random = new SecureRandom();
        Settings settings = server.settings();
        TimeOrderedIds ids = new TimeOrderedIds(server.clock(), random);
        Instant now = server.clock().instant();
        server.mails().goAway();
        try (Database database = Database.open(settings.database(), settings.dataDir(), true);
                PasswordHasher hasher = new PasswordHasher(1, 1, random);
                ChangeFeed feed = new ChangeFeed(database, server.clock(), System::nanoTime);
                AlertModule alerts = new AlertModule(
                        settings, database, settings.mail().map(smtp -> new SmtpTransport(smtp, server.clock(), random)), ids, server.clock())) {
            // More than may be sent in an hour.
            for (int i = 0; i < 12; i++) {
                alerts.performance("figure " + i, 2, 1, Optional.of(now));
            }
            alerts.performance("figure 0", 3, 1, Optional.of(now));
            alerts.performance("figure 0", 0, 1, Optional.empty());
            alerts.figures();
            Accounts accounts = new Accounts(database, hasher, ids, server.clock(), false);
            Account person = accounts.findByEmail(EmailAddress.parse(TestServer.ADMIN).orElseThrow()).orElseThrow();
            database.writeOnly(handle -> accounts.setPassword(handle, person, person.passwordHash()));
            TransactionalLog log = new TransactionalLog(true, ids::next, List.of());
            SecurityEvent event = SecurityEvent.of(EventType.SYS_CERTIFICATE_EXPIRES, now).with("stage", "soon");
            database.writeOnly(handle -> log.contains(handle, event));
            database.writeOnly(handle -> log.record(handle, event));
            Addresses addresses = new Addresses(database, feed, server.clock());
            addresses.list(true, 1);
            addresses.list(false, 1);
            AlertStatements.runAll(database);
            DeviceStatements.runAll(database);
            OutboxStatements.runAll(database);
        }
    }

    private void lists() {
        String cursor = "&cursor=019b0000-0000-7000-8000-000000000001";
        String person = "userId=01900001-0000-7000-8000-100000000001";
        String ip = "ip=" + FilledTables.ADDRESS;
        for (String query : new String[] {"users?role=user", "users?email=ann@example.org", "users?limit=2" + cursor, "tokens?" + person,
            "tokens?status=active", "tokens?status=rotated", "tokens?status=revoked", "tokens?status=expired",
            "tokens?status=expired" + cursor, "tokens?status=rotated" + cursor, "tokens?status=active&" + person, "alerts?limit=2" + cursor,
            "security/ips?level=banned", "security/events?type=authn_login_fail", "security/events?severity=high&severity=low",
            "security/events?" + person, "security/events?" + ip, "security/events?" + ip + "&" + person,
            "security/events?type=authn_login_fail&" + ip + cursor, "security/events?severity=high&" + person,
            "security/events?from=2025-12-01T00:00:00Z&to=2025-12-20T00:00:00Z", "security/events/stats?period=30d&groupBy=day"}) {
            Answer answer = admin.get("/api/admin/" + query);
            if (answer.status() != 200) {
                throw new AssertionError(query + " " + answer.text());
            }
        }
    }

    private void attacks() {
        String email = People.freshEmail();
        Answer person = server.client().signUp(email);
        ApiClient known = server.client().with("Cookie", person.header("Set-Cookie").split(";")[0]);
        ApiClient stranger = server.client();
        for (int i = 0; i < 6; i++) {
            stranger.logIn(email, "a wrong password of a stranger " + i);
            known.logIn(email, "a wrong password of the owner " + i);
        }
    }

    private void oddRefreshes() {
        String email = People.freshEmail();
        String token = server.client().signUp(email).at("/refreshToken");
        String next = token;
        for (int i = 0; i < 11; i++) {
            next = server.client().refresh(next).at("/refreshToken");
        }
        server.client().refresh(token);
    }
}
