package io.tollgate.server.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.database.Database;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class KnownDevicesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String ACCOUNT = "0123456789abcdef0123456789abcdef";

    @Parameter
    TestDatabase engine;

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        Map<String, String> settings = engine.freshSettings(folder);
        database = Database.open(
                Settings.from(SettingsLoader.load(settings, Map.of(), Optional.empty())).database(), folder, false);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private boolean remember(String account, int device, Instant at) {
        return database.write(handle -> KnownDevices.remember(handle, account, "device " + device, at));
    }

    private boolean isKnown(String account, int device) {
        return database.read(handle -> KnownDevices.isKnown(handle, account, "device " + device));
    }

    private boolean remember(int device, int second) {
        return remember(ACCOUNT, device, NOW.plusSeconds(second));
    }

    @Test
    void isNewOnlyTheFirstTime() {
        assertThat(remember(1, 0)).isTrue();
        assertThat(remember(1, 0)).isFalse();
        assertThat(remember(1, 1)).isFalse();
    }

    @Test
    void whatCameBackStaysHoweverManyComeOnceAfterIt() {
        remember(0, 0);
        remember(0, 1);

        for (int i = 1; i <= 600; i++) {
            remember(i, 1 + i);
        }

        assertThat(isKnown(ACCOUNT, 0)).isTrue();
        assertThat(isKnown(ACCOUNT, 101)).isFalse();
        assertThat(isKnown(ACCOUNT, 102)).isTrue();
        assertThat(isKnown(ACCOUNT, 600)).isTrue();
    }

    @Test
    void whatWasUsedLeastLatelyMakesRoomWhenAllCameBack() {
        for (int i = 0; i < 500; i++) {
            remember(i, i);
            remember(i, 1000 + i);
        }
        remember(0, 2000);

        remember(500, 3000);

        assertThat(isKnown(ACCOUNT, 0)).isTrue();
        assertThat(isKnown(ACCOUNT, 1)).isFalse();
        assertThat(isKnown(ACCOUNT, 2)).isTrue();
        assertThat(isKnown(ACCOUNT, 500)).as("the newest").isTrue();
    }

    @Test
    void isNewWithinATimeByWhenItBecameKnown() {
        remember(1, 0);
        remember(1, 10);
        remember(2, 5);

        assertThat(database.<Integer>read(handle -> KnownDevices.newSince(handle, ACCOUNT, NOW.plusSeconds(1))))
                .isEqualTo(1);
    }

    @Test
    void whatWasKnownFirstMakesRoomWhenNoneCameBack() {
        remember("another account", 0, NOW);
        for (int i = 0; i < 500; i++) {
            remember(ACCOUNT, i, NOW.plusSeconds(i));
        }
        assertThat(isKnown(ACCOUNT, 0)).isTrue();

        assertThat(remember(ACCOUNT, 500, NOW.plusSeconds(500))).isTrue();

        assertThat(isKnown(ACCOUNT, 0)).isFalse();
        assertThat(isKnown(ACCOUNT, 1)).isTrue();
        assertThat(isKnown(ACCOUNT, 500)).isTrue();
        assertThat(isKnown("another account", 0)).isTrue();
    }

    @Test
    void isForgottenWithItsCookie() {
        remember(ACCOUNT, 1, NOW);
        remember(ACCOUNT, 2, NOW.plus(Duration.ofDays(1)));

        KnownDevices.forgetBefore(database, NOW.plusSeconds(1));

        assertThat(isKnown(ACCOUNT, 1)).isFalse();
        assertThat(isKnown(ACCOUNT, 2)).isTrue();
    }
}
