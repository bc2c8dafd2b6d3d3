package io.tollgate.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.LogText;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeriodicTaskTest {
    private final LogText log = LogText.capture();
    private Runnable task = () -> {};
    private final PeriodicTask repeated = new PeriodicTask("sowing", () -> task.run());

    @AfterEach
    void stop() {
        log.close();
    }

    private long linesWith(String text) {
        return log.text().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void goesOnAfterAnError() {
        task = () -> {
            throw new StackOverflowError("deep");
        };

        repeated.run();

        assertThat(log.text()).contains("sowing failed", "StackOverflowError: deep");
    }

    @Test
    void saysOnceThatItFailsAndOnceThatItWorksAgain() {
        task = () -> {
            throw new IllegalStateException("broken");
        };
        for (int i = 0; i < 5; i++) {
            repeated.run();
        }
        task = () -> {};
        repeated.run();
        repeated.run();

        assertThat(linesWith("sowing failed")).isEqualTo(1);
        assertThat(linesWith("sowing works again")).isEqualTo(1);
    }

    @Test
    void whatFailsLaterIsSaidAgain() {
        for (int i = 0; i < 2; i++) {
            task = () -> {
                throw new IllegalStateException("broken");
            };
            repeated.run();
            task = () -> {};
            repeated.run();
        }

        assertThat(linesWith("sowing failed")).isEqualTo(2);
    }

    @Test
    void databaseThatIsAwayIsWorthOneLine(@TempDir Path folder) {
        Settings settings = Settings.from(
                SettingsLoader.load(TestDatabase.SQLITE.freshSettings(folder), Map.of(), Optional.empty()));
        Database database = Database.open(settings.database(), folder, false);
        database.close();
        task = database::ping;

        repeated.run();

        assertThat(linesWith("sowing waits for the database")).isEqualTo(1);
        assertThat(log.text()).doesNotContain("DatabaseException");
    }
}
