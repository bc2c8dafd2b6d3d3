package io.tollgate.benchmarks;

import io.tollgate.server.event.EventType;
import io.tollgate.server.event.SecurityEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Events as an attack on logins makes them.
final class FailedLogins {

    private FailedLogins() {}

    private static final int ACCOUNTS_PER_ADDRESS = 40;

    /// The failed login number `i` of a flood: each from another address against another account. Beyond a thousand
    /// sources a minute they fold into one row.
    static SecurityEvent ofFlood(int i) {
        return event(i, i, Clock.systemUTC().instant());
    }

    /// The failed login number `i`, 40 from each address: up to 4,000 with times in one minute are rows of their own.
    static SecurityEvent ofItsOwnRow(int i, Instant time) {
        return event(i / ACCOUNTS_PER_ADDRESS, i, time);
    }

    private static SecurityEvent event(int address, int account, Instant time) {
        return new SecurityEvent(
                EventType.AUTHN_LOGIN_FAIL,
                time,
                Optional.empty(),
                Optional.empty(),
                Optional.of("10." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff)),
                Optional.of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"),
                Optional.of("%032x".formatted(account)),
                Map.of(SecurityEvent.ACCOUNT, "0e0a52eeef2e6011bf409518%08x".formatted(account)));
    }
}
