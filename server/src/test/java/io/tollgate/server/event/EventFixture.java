package io.tollgate.server.event;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings.EventSettings;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A security log on a database of its own, without a server around it.
final class EventFixture implements AutoCloseable {
    static final EventSettings SETTINGS = new EventSettings(true, Duration.ofDays(90), true);

    private final Path folder;
    private final Map<String, String> given;
    private final Database database;
    private final ManualClock clock = new ManualClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SecureRandom());
    private Optional<EventModule> module = Optional.empty();

    EventFixture(TestDatabase engine, Path folder) {
        this(engine.freshSettings(folder), folder);
    }

    EventFixture(Map<String, String> given, Path folder) {
        this.folder = folder;
        this.given = given;
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
    }

    EventModule open(StoredEvents... subscribers) {
        return open(SETTINGS, subscribers);
    }

    EventModule open(EventSettings settings, StoredEvents... subscribers) {
        close(module);
        EventModule opened = new EventModule(database, folder, settings, ids, clock);
        opened.start(List.of(subscribers));
        module = Optional.of(opened);
        return opened;
    }

    /// As another node on the same data folder; to be closed by the caller.
    EventModule openAnother() {
        EventModule another = new EventModule(database, folder, SETTINGS, ids, clock);
        another.start(List.of());
        return another;
    }

    private static void close(Optional<EventModule> module) {
        module.ifPresent(EventModule::close);
    }

    Database database() {
        return database;
    }

    /// A connection of its own.
    Connection connection() {
        try {
            return DriverManager.getConnection(
                    given.getOrDefault("database.url", "jdbc:sqlite:" + folder.resolve("tollgate.db")),
                    given.get("database.user"),
                    null);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    ManualClock clock() {
        return clock;
    }

    Path folder() {
        return folder;
    }

    TimeOrderedIds ids() {
        return ids;
    }

    SecurityEvent event(EventType type) {
        return SecurityEvent.of(type, clock.instant());
    }

    /// Returns when all that was recorded is stored.
    void stored() {
        EventModule opened = module.orElseThrow();
        Eventually.within(Duration.ofSeconds(60), "all is stored", () -> opened.journalDepth().events() == 0);
    }

    List<StoredEvent> all() {
        return all(new EventFilter(
                List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /// Every row, newest first.
    List<StoredEvent> all(EventFilter filter) {
        List<StoredEvent> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        while (true) {
            Optional<String> after = cursor;
            List<StoredEvent> page = database.read(handle -> EventReader.page(handle, filter, after, 1_000));
            all.addAll(page);
            if (page.size() < 1_000) {
                return all;
            }
            cursor = Optional.of(page.getLast().id());
        }
    }

    List<StoredEvent> all(EventType type) {
        return all().stream().filter(event -> event.type().equals(type.text())).toList();
    }

    static long total(List<StoredEvent> events) {
        return events.stream().mapToLong(StoredEvent::count).sum();
    }

    @Override
    public void close() {
        close(module);
        database.close();
    }
}
