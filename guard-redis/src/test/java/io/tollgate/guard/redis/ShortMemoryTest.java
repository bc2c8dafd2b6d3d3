package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server whose memory is nearly used up, and then is not.
class ShortMemoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<WindowRule> RULES = List.of(Subjects.rule(1, "3/1h"), Subjects.rule(2, "600/1h"));

    private RedisServer server;
    private RedisWindowStore store;

    @BeforeEach
    void start() {
        server = RedisServer.start("--maxmemory", "20mb", "--maxmemory-policy", "noeviction");
        store = RedisWindowStore.open(RedisSettings.of(server.uri()).withDeadline(Duration.ofSeconds(2))
                .withCheckInterval(Duration.ofMillis(10)));
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private void useUpMemory() {
        server.command("SETRANGE", "ballast", "16600000", "x");
        Eventually.within(PATIENCE, "short memory noticed", () -> store.metrics().memory().fullest() >= 0.8);
    }

    private void freeMemory() {
        server.command("DEL", "ballast");
        Eventually.within(PATIENCE, "memory noticed", () -> store.metrics().memory().fullest() < 0.5);
    }

    private Admission.Refused refusal(Subject subject) {
        return (Admission.Refused) store.admit(subject, RULES, 1);
    }

    @Test
    void isKnownWithoutAskingInARequest() {
        assertThat(store.metrics().memory().maxBytes()).isEqualTo(20 << 20);
        assertThat(store.metrics().memory().evicts()).isFalse();
        assertThat(store.occupancy().maxBytes()).isEqualTo(20 << 20);
        useUpMemory();
        assertThat(store.occupancy().bytes()).isGreaterThan(16_000_000);
    }

    @Test
    void makesStrangersOfANetworkShareWindowsAndLeavesTheOthersTheirs() {
        Subject known = Subjects.address("203.0.113.1");
        assertThat(Subjects.admitted(store, known, RULES, 1)).isEqualTo(1);
        useUpMemory();
        assertThat(Subjects.admitted(store, Subjects.address("203.0.113.2"), RULES, 2)).isEqualTo(2);
        assertThat(Subjects.admitted(store, Subjects.address("203.0.113.3"), RULES, 2)).isEqualTo(1);
        assertThat(refusal(Subjects.address("203.0.113.4")).shared()).isTrue();
        assertThat(Subjects.admitted(store, known, RULES, 3)).isEqualTo(2);
        assertThat(refusal(known).shared()).isFalse();
        assertThat(Subjects.admitted(store, Subjects.address("203.0.114.2"), RULES, 5)).isEqualTo(3);
        assertThat(Subjects.admitted(store, Subjects.person(), RULES, 5)).isEqualTo(3);
        assertThat(store.occupancy().sharedWindows()).isEqualTo(4);
        assertThat(store.occupancy().windows()).isEqualTo(8);
    }

    @Test
    void givesNobodyAFreshLimitWhenItEnds() {
        Subject stranger = Subjects.address("2001:db8:1:2::1");
        useUpMemory();
        assertThat(Subjects.admitted(store, stranger, RULES, 2)).isEqualTo(2);
        freeMemory();
        assertThat(Subjects.admitted(store, stranger, RULES, 5)).isEqualTo(1);
        assertThat(refusal(stranger).shared()).isTrue();
        assertThat(Subjects.admitted(store, stranger, List.of(RULES.getLast()), 700)).isEqualTo(597);
        useUpMemory();
        assertThat(Subjects.admitted(store, stranger, RULES, 5)).isZero();
        assertThat(Subjects.admitted(store, Subjects.address("2001:db8:1:3::1"), RULES, 5)).isEqualTo(1);
    }

    @Test
    void isForgottenTogetherWithTheNetworks() {
        Subject stranger = Subjects.address("203.0.113.2");
        useUpMemory();
        assertThat(Subjects.admitted(store, stranger, RULES, 5)).isEqualTo(3);
        store.forget(stranger);
        assertThat(Subjects.admitted(store, stranger, RULES, 5)).isEqualTo(3);
    }
}
