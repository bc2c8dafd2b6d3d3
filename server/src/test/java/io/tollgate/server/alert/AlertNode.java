package io.tollgate.server.alert;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.mail.MailTransport;
import io.tollgate.server.mail.SmtpTransport;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Alerts on a database, with a clock that stands still, sending when the test says so.
final class AlertNode implements AutoCloseable {
    static final Map<String, String> MAIL =
            Map.of("mail.host", "127.0.0.1", "alerts.mail-to", "ops@example.org, on-call@example.org");

    final ManualClock clock;
    final Database database;
    final AlertModule alerts;
    private final boolean ownsDatabase;

    private AlertNode(ManualClock clock, Database database, AlertModule alerts, boolean ownsDatabase) {
        this.clock = clock;
        this.database = database;
        this.alerts = alerts;
        this.ownsDatabase = ownsDatabase;
    }

    /// With mails handed over by SMTP as the settings say.
    static AlertNode withSmtp(TestDatabase engine, Map<String, String> settings) {
        MailTransport smtp = new SmtpTransport(
                parse(settings).mail().orElseThrow(), new ManualClock(), new SecureRandom());
        return on(engine, settings, Optional.of(smtp));
    }

    static AlertNode on(TestDatabase engine, Map<String, String> settings, Optional<MailTransport> mail) {
        try {
            Path folder = Files.createTempDirectory("tollgate-alerts");
            Map<String, String> all = new HashMap<>(engine.freshSettings(folder));
            all.put("data.dir", folder.toString());
            all.putAll(settings);
            Settings parsed = parse(all);
            Database database = Database.open(parsed.database(), Path.of(all.get("data.dir")), false);
            ManualClock clock = new ManualClock();
            return new AlertNode(clock, database, module(parsed, database, mail, clock), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Another node on the same database.
    AlertNode another(Map<String, String> settings, Optional<MailTransport> mail) {
        return new AlertNode(clock, database, module(parse(settings), database, mail, clock), false);
    }

    private static Settings parse(Map<String, String> settings) {
        return Settings.from(SettingsLoader.load(settings, Map.of(), Optional.empty()));
    }

    private static AlertModule module(
            Settings settings, Database database, Optional<MailTransport> mail, ManualClock clock) {
        return new AlertModule(settings, database, mail, new TimeOrderedIds(clock, new SecureRandom()), clock);
    }

    SecurityEvent event(EventType type) {
        return SecurityEvent.of(type, clock.instant());
    }

    /// An event of one person from one address.
    SecurityEvent event(EventType type, String user, String address) {
        return new SecurityEvent(
                type,
                clock.instant(),
                Optional.of(user),
                Optional.empty(),
                Optional.of(address),
                Optional.empty(),
                Optional.of("8d6e2de29ef0a52eeef2e6011bf40951"),
                Map.of());
    }

    SecurityEvent fromAddress(EventType type, String address) {
        SecurityEvent of = event(type, "nobody", address);
        return new SecurityEvent(
                type,
                of.timestamp(),
                Optional.empty(),
                of.sessionId(),
                of.address(),
                of.userAgent(),
                of.requestId(),
                of.details());
    }

    void store(SecurityEvent... events) {
        store(Arrays.stream(events)
                .map(event -> new Repeated("event", event, event.timestamp(), 1))
                .toList());
    }

    void store(List<Repeated> events) {
        database.writeOnly(handle -> alerts.subscriber().stored(handle, events));
    }

    /// Sends everything that is due, through every channel.
    void sendDue() {
        for (ChannelWorker worker : alerts.workers()) {
            try {
                while (worker.sendNext()) {
                    // One after the other.
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    List<Alert> stored() {
        return database.read(handle -> AlertTable.page(handle, Optional.empty(), 1_000));
    }

    List<Deliveries.Delivery> deliveries() {
        return database.read(handle -> Deliveries.of(
                        handle,
                        stored().stream().flatMap(alert -> alert.messageId().stream()).distinct().toList())
                .values()
                .stream()
                .flatMap(List::stream)
                .toList());
    }

    @Override
    public void close() {
        alerts.close();
        if (ownsDatabase) {
            database.close();
        }
    }
}
