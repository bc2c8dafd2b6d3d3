package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many events, as fast as the database takes them: none is lost.
@Tag("long")
class EventFloodTest {
    private static final int ROWS = 100_000;
    private static final int REPEATS = 2_000_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void ofEventsThatAreARowEachIsStoredWhole(TestDatabase engine) {
        assertStored(engine, ROWS, i -> SecurityEvent.of(
                        EventType.AUTHN_LOGIN_SUCCESS, Instant.EPOCH.plusMillis(50L * i))
                .ofPerson("person" + i)
                .withRequestId("8d6e2de29ef0a52eeef2e6011bf40951")
                .with("device", "known"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void ofRepeatsIsStoredWhole(TestDatabase engine) {
        SecurityEvent repeat = SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, Instant.EPOCH)
                .withRequestId("8d6e2de29ef0a52eeef2e6011bf40951")
                .with(SecurityEvent.ACCOUNT, "8d6e2de29ef0a52eeef2e6011bf40951");
        assertStored(engine, REPEATS, _ -> repeat);
    }

    private void assertStored(TestDatabase engine, int count, IntFunction<SecurityEvent> event) {
        try (EventFixture events = new EventFixture(engine, folder)) {
            EventModule module = events.open();
            for (int i = 0; i < count; i++) {
                module.log().record(event.apply(i));
                if (i % 1_000 == 0) {
                    Eventually.within(
                            Duration.ofMinutes(1), "the writer follows", () -> module.journalDepth().events() < 20_000);
                }
            }
            events.stored();

            assertThat(module.lost()).isZero();
            assertThat(EventFixture.total(events.all())).isEqualTo(count);
        }
    }
}
