package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.Severity;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertKindTest {

    @ParameterizedTest
    @CsvSource({
        "AUTHN_LOGIN_FAIL_MAX,       BRUTE_FORCE,      HIGH,     0",
        "AUTHN_LOGIN_LOCK,           BRUTE_FORCE,      HIGH,     0",
        "AUTHN_PASSWORD_SPRAYING,    BRUTE_FORCE,      HIGH,     0",
        "AUTHN_ACCOUNT_TAKEOVER,     ACCOUNT_TAKEOVER, CRITICAL, 0",
        "AUTHN_TOKEN_REUSE,          SESSION_THEFT,    HIGH,     0",
        "AUTHN_IMPOSSIBLE_TRAVEL,    SESSION_THEFT,    HIGH,     0",
        "AUTHN_RAPID_REFRESH,        RAPID_REFRESH,    HIGH,     0",
        "ADDRESS_BANNED,             IP_BANNED,        HIGH,     0",
        "MALICIOUS_BOT,              BOT,              MEDIUM,   5",
        "EXCESS_RATE_LIMIT_EXCEEDED, RATE_LIMIT_ABUSE, MEDIUM,   5",
        "AUTHN_NEW_DEVICES,          SEVERAL_DEVICES,  LOW,      60",
        "SYS_NODE_LOST,              NODE_LOST,        HIGH,     0",
        "SYS_CERTIFICATE_EXPIRES,    CERTIFICATE_EXPIRES, HIGH,  0",
        "SYS_LIMITS_PER_NODE,        OTHER,            MEDIUM,   15",
        "SYS_STORE_OUTAGE,           OTHER,            MEDIUM,   15",
        "SYS_EVENTS_LOST,            OTHER,            MEDIUM,   15",
        "MALICIOUS_SIGNUP_FLOOD,     OTHER,            MEDIUM,   15"
    })
    void isThatOfTheContract(EventType type, AlertKind kind, Priority priority, int minutes) {
        assertThat(AlertKind.of(type)).contains(kind);
        assertThat(kind.priority()).isEqualTo(priority);
        assertThat(kind.batching().toMinutes()).isEqualTo(minutes);
        assertThat(kind.isBatched()).isEqualTo(minutes > 0);
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everySeriousEventHasOne(EventType type) {
        if (type.severity().compareTo(Severity.HIGH) >= 0) {
            assertThat(AlertKind.of(type)).isPresent();
        }
    }

    @Test
    void failedLoginAloneIsNone() {
        assertThat(AlertKind.of(EventType.AUTHN_LOGIN_FAIL)).isEqualTo(Optional.empty());
    }

    @Test
    void nothingUrgentWaitsLongerThanAMoment() {
        for (AlertKind kind : AlertKind.values()) {
            if (kind.priority().compareTo(Priority.HIGH) >= 0) {
                assertThat(kind.batching()).isLessThanOrEqualTo(Duration.ofSeconds(2));
            }
        }
    }
}
