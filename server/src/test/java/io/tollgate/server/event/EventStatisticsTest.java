package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.event.EventStatistics.Bucket;
import io.tollgate.server.event.EventStatistics.Step;
import io.tollgate.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventStatisticsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T12:30:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void totalsAreOfThePeriodAndTheFirstBucketIsWhole(TestDatabase engine) {
        try (EventFixture events = new EventFixture(engine, folder)) {
            Instant from = NOW.minus(Duration.ofDays(1));
            try (EventRows rows = new EventRows(events.connection(), events.ids())) {
                rows.insert(SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, from.minusMillis(1)), 5);
                rows.insert(SecurityEvent.of(EventType.MALICIOUS_BOT, from.minusMillis(1)), 3);
                rows.insert(SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, from), 7);
                rows.insert(SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, NOW.minusMillis(1)), 11);
                rows.insert(SecurityEvent.of(EventType.AUTHN_LOGIN_FAIL, NOW), 13);
            }

            EventStatistics read = events.database().read(handle -> EventStatistics.read(handle, from, NOW, Step.HOUR));

            assertThat(read.total()).isEqualTo(18);
            assertThat(read.byType()).containsOnlyKeys("authn_login_fail").containsEntry("authn_login_fail", 18L);
            assertThat(read.bySeverity()).containsEntry("low", 18L).containsEntry("warning", 0L);
            assertThat(read.from()).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
            assertThat(read.series()).hasSize(25).first().extracting(Bucket::total).isEqualTo(15L);
        }
    }
}
