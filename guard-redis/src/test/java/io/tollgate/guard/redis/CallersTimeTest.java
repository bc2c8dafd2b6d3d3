package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.redis.RedisSettings.TimeSource;
import io.tollgate.guard.testing.ManualNanoClock;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two nodes whose clocks differ, on one server that takes their time.
class CallersTimeTest {
    private final ManualNanoClock early = new ManualNanoClock();
    private final ManualNanoClock late = new ManualNanoClock();
    private final Subject subject = Subjects.person();
    private RedisWindowStore earlyNode;
    private RedisWindowStore lateNode;

    @BeforeEach
    void openNodes() {
        earlyNode = node(early);
        lateNode = node(late);
        late.advance(Duration.ofSeconds(30));
    }

    private static RedisWindowStore node(ManualNanoClock clock) {
        var settings = RedisWindowStoreTest.patient(RedisServer.shared().uri());
        return new RedisWindowStore(settings, RedisWindowStoreTest.callers(clock));
    }

    @AfterEach
    void closeNodes() {
        earlyNode.close();
        lateNode.close();
    }

    /// The later clock counts from when it was first used for the subject: for the earlier node time stands still until then.
    @ParameterizedTest
    @ValueSource(strings = {"10/1m", "600/1m"})
    void timeNeverRunsBackwardsForASubject(String limit) {
        WindowRule rule = Subjects.rule(1, limit);
        int count = rule.limit().count();
        assertThat(Subjects.admitted(lateNode, subject, List.of(rule), count - 1)).isEqualTo(count - 1);
        assertThat(Subjects.admitted(earlyNode, subject, List.of(rule), count)).isEqualTo(1);
        assertThat(earlyNode.admit(subject, List.of(rule), 1))
                .isEqualTo(new Admission.Refused(rule, count, Duration.ofMinutes(1), false));
        early.advance(Duration.ofSeconds(60));
        late.advance(Duration.ofSeconds(59));
        assertThat(Subjects.admitted(earlyNode, subject, List.of(rule), count)).isZero();
        assertThat(Subjects.admitted(lateNode, subject, List.of(rule), count)).isZero();
        late.advance(Duration.ofSeconds(1));
        assertThat(Subjects.admitted(lateNode, subject, List.of(rule), count + 1)).isEqualTo(count);
        assertThat(Subjects.admitted(earlyNode, subject, List.of(rule), 1)).isZero();
    }

    @Test
    void isTakenWhereTheServerRefusesToTellIts() {
        try (var server = RedisServer.start()) {
            server.command("ACL", "SETUSER", "limited", "on", ">secret", "~tg:*", "+@all", "-time");
            var clock = new ManualNanoClock();
            String uri = server.uri().replace("redis://", "redis://limited:secret@");
            var settings = RedisWindowStoreTest.patient(uri).withTime(TimeSource.SERVER);
            try (var node = new RedisWindowStore(settings, RedisWindowStoreTest.callers(clock))) {
                List<WindowRule> rules = List.of(Subjects.rule(1, "3/1m"));
                assertThat(Subjects.admitted(node, subject, rules, 5)).isEqualTo(3);
                clock.advance(Duration.ofSeconds(59));
                assertThat(Subjects.admitted(node, subject, rules, 5)).isZero();
                clock.advance(Duration.ofSeconds(1));
                assertThat(Subjects.admitted(node, subject, rules, 5)).isEqualTo(3);
            }
        }
    }

    @Test
    void isNotTakenWhereTheServerTellsIts() {
        var settings = RedisWindowStoreTest.patient(RedisServer.shared().uri()).withTime(TimeSource.SERVER);
        try (var node = new RedisWindowStore(settings, RedisWindowStoreTest.callers(late))) {
            List<WindowRule> rules = List.of(Subjects.rule(1, "3/1m"));
            assertThat(Subjects.admitted(node, subject, rules, 3)).isEqualTo(3);
            late.advance(Duration.ofDays(1));
            assertThat(Subjects.admitted(node, subject, rules, 3)).isZero();
        }
    }
}
