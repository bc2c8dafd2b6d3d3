package io.tollgate.benchmarks;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// Events as an attack on logins makes them.
final class FailedLogins {

    private FailedLogins() {}

    /// The failed login number `i`: no two fold into one row.
    static SecurityEvent number(int i) {
        return new SecurityEvent(
                EventType.AUTHN_LOGIN_FAIL,
                Clock.systemUTC().instant(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("10." + (i >> 16 & 0xff) + "." + (i >> 8 & 0xff) + "." + (i & 0xff)),
                Optional.of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"),
                Optional.of("%032x".formatted(i)),
                Map.of(SecurityEvent.ACCOUNT, "0e0a52eeef2e6011bf409518%08x".formatted(i)));
    }
}
