package io.tollgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.alert.AlertModule;
import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.metrics.StagedFigures;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.LogText;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformanceNoticesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ManualClock clock = new ManualClock();
    private final StagedFigures figures = new StagedFigures(clock);

    @TempDir
    private Path folder;

    private Database database;
    private AlertModule alerts;
    private PerformanceNotices notices;

    @BeforeEach
    void open() {
        Settings settings = Settings.from(SettingsLoader.load(Map.of(), Map.of(), Optional.empty()));
        database = Database.open(settings.database(), folder, false);
        alerts = new AlertModule(
                settings, database, Optional.empty(), new TimeOrderedIds(clock, new SecureRandom()), clock);
        notices = new PerformanceNotices(figures.rules, alerts, "here");
        notices.start();
    }

    @AfterEach
    void close() {
        notices.close();
        alerts.close();
        database.close();
    }

    private void rename(String from, String to) {
        database.writeOnly(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    private List<String> told() {
        return database.read(handle -> handle.createQuery("SELECT form FROM alert_messages ORDER BY id")
                .mapTo(String.class)
                .list());
    }

    private void awaitTold(String... forms) {
        Eventually.within(DEADLINE, "what is told", () -> told().equals(List.of(forms)));
    }

    @Test
    void alertIsToldOnceAndItsEndToo() {
        figures.memory(600);
        awaitTold("alerts");
        notices.renew();

        figures.memory(100);
        awaitTold("alerts", "all_clear");
        notices.renew();

        assertThat(told()).containsExactly("alerts", "all_clear");
    }

    @Test
    void allClearThatCouldNotBeStoredIsToldLater() {
        figures.memory(600);
        awaitTold("alerts");

        rename("alert_incidents", "away");
        try (LogText log = LogText.capture()) {
            figures.memory(100);
            Eventually.within(DEADLINE, "it is said", () -> log.text().contains("could not be stored"));
        }
        rename("away", "alert_incidents");
        notices.renew();

        assertThat(told()).containsExactly("alerts", "all_clear");
    }
}
