package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.event.StoredEvents.Repeated;
import io.tollgate.server.log.FieldsRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecurityLoggerTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Logger logger = Logger.getLogger(SecurityLogger.NAME);
    private final List<LogRecord> written = new ArrayList<>();
    private final Handler collecting = new Handler() {
        @Override
        public void publish(LogRecord record) {
            written.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void collect() {
        logger.addHandler(collecting);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void restore() {
        logger.removeHandler(collecting);
        logger.setUseParentHandlers(true);
    }

    private static Repeated repeated(EventType type, long count) {
        SecurityEvent event = new SecurityEvent(
                type,
                NOON,
                Optional.of("person"),
                Optional.of("session"),
                Optional.of("2001:db8::/64"),
                Optional.of("agent"),
                Optional.of("request"),
                Map.of("path", "/a b"));
        return new Repeated("row", event, NOON.plusSeconds(9), count);
    }

    @Test
    void lineHasTheFieldsOfTheElasticCommonSchema() {
        new SecurityLogger().log(List.of(repeated(EventType.ADDRESS_BANNED, 3)));

        assertThat(written).singleElement().isInstanceOfSatisfying(FieldsRecord.class, line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARNING);
            assertThat(line.getLoggerName()).isEqualTo("tollgate.security");
            assertThat(line.getMessage())
                    .isEqualTo("address_banned severity=high count=3 user=person ip=2001:db8::/64 request=request path=\"/a b\"");
            assertThat(line.fields())
                    .containsEntry("@timestamp", "2026-01-01T12:00:00Z")
                    .containsEntry("event.end", "2026-01-01T12:00:09Z")
                    .containsEntry("event.action", "address_banned")
                    .containsEntry("event.id", "row")
                    .containsEntry("event.severity", 4)
                    .containsEntry("source.ip", "2001:db8::")
                    .containsEntry("user.id", "person")
                    .containsEntry("user_agent.original", "agent")
                    .containsEntry("http.request.id", "request")
                    .containsEntry("tollgate.session_id", "session")
                    .containsEntry("tollgate.severity", "high")
                    .containsEntry("tollgate.count", 3L)
                    .containsEntry("tollgate.path", "/a b");
        });
    }

    @Test
    void floodOfRowsIsAFewLinesAndTheNumberOfTheOthers() {
        new SecurityLogger().log(Collections.nCopies(1_000, repeated(EventType.ADDRESS_BANNED, 1)));

        assertThat(written).hasSize(SecurityLogger.MAX_LINES + 1);
        assertThat(written.getLast().getParameters()).containsExactly(900);
    }
}
