package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.tollgate.guard.testing.ManualNanoClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessWindowStoreTest extends WindowStoreContract {
    @Override
    protected WindowStore store(NanoClock clock) {
        return new InProcessWindowStore(1 << 20, clock, System.nanoTime());
    }

    @Test
    void needsAMinimumOfMemory() {
        long tooLittle = InProcessWindowStore.MIN_BYTES - 1;
        assertThatIllegalArgumentException().isThrownBy(() -> new InProcessWindowStore(tooLittle, new ManualNanoClock(), 0))
                .withMessageContaining("at least 65536 bytes, not 65535");
        assertThat(new InProcessWindowStore(InProcessWindowStore.MIN_BYTES, new ManualNanoClock(), 0).occupancy().bytes())
                .isLessThanOrEqualTo(InProcessWindowStore.MIN_BYTES);
    }

    @Test
    void beginsSmall() {
        assertThat(new InProcessWindowStore(64 << 20, new ManualNanoClock(), 0).occupancy().bytes()).isLessThan(256 * 1024);
    }

    @Test
    void ofTheJvmsClockAdmitsUpToTheLimit() {
        var store = InProcessWindowStore.create(1 << 20);
        List<WindowRule> rules = List.of(new WindowRule(0, "rule", RateLimit.parse("2/1h")));
        Subject subject = Subject.person("somebody");
        assertThat(store.admit(subject, rules, 1)).isSameAs(Admission.admitted());
        assertThat(store.admit(subject, rules, 1)).isSameAs(Admission.admitted());
        assertThat(store.admit(subject, rules, 1)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void noticesTwoRulesOfOneId() {
        var store = new InProcessWindowStore(1 << 20, new ManualNanoClock(), 0);
        Subject subject = Subject.person("somebody");
        store.admit(subject, List.of(new WindowRule(7, "files", RateLimit.parse("600/10m"))), 1);
        store.admit(subject, List.of(new WindowRule(7, "files", RateLimit.parse("600/10m"))), 1);
        var other = List.of(new WindowRule(7, "upload", RateLimit.parse("50/1h")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.admit(subject, other, 1))
                .withMessage("two rules have the id 7: files 600/10m and upload 50/1h");
    }

    @Test
    void decidesUnderManyRulesAtOnce() {
        var store = new InProcessWindowStore(1 << 20, new ManualNanoClock(), 0);
        List<WindowRule> rules = new ArrayList<>();
        for (int id = 0; id < 100; id++) {
            rules.add(new WindowRule(id, "rule " + id, RateLimit.parse(100 - id + "/1m")));
        }
        Subject subject = Subject.person("somebody");
        assertThat(store.admit(subject, rules, 1)).isSameAs(Admission.admitted());
        assertThat(store.admit(subject, rules, 1)).isEqualTo(
                new Admission.Refused(rules.get(99), 1, Duration.ofMinutes(1), false));
        assertThat(store.occupancy().windows()).isEqualTo(100);
    }

    /// A request between two milliseconds counts from the later and looks back from the earlier one.
    @Test
    void keepsTheWholePeriodWhateverTheClocksResolution() {
        var clock = new ManualNanoClock();
        var store = new InProcessWindowStore(1 << 20, clock, 0);
        List<WindowRule> rules = List.of(new WindowRule(0, "rule", RateLimit.parse("1/10ms")));
        Subject subject = Subject.person("somebody");
        clock.advance(Duration.ofNanos(5_999_999));
        assertThat(store.admit(subject, rules, 1)).isSameAs(Admission.admitted());
        clock.advance(Duration.ofNanos(9_999_999));
        assertThat(store.admit(subject, rules, 1)).isInstanceOf(Admission.Refused.class);
        clock.advance(Duration.ofNanos(2));
        assertThat(store.admit(subject, rules, 1)).isSameAs(Admission.admitted());
    }

    @Test
    void admittingAllocatesNothing() {
        var clock = new ManualNanoClock();
        var store = new InProcessWindowStore(1 << 20, clock, 0);
        List<WindowRule> rules = List.of(new WindowRule(0, "files", RateLimit.parse("600/10m")),
                new WindowRule(1, "default", RateLimit.parse("600/10m")), new WindowRule(2, "bot", RateLimit.parse("49/1m")));
        Subject subject = Subject.person("somebody");
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var step = Duration.ofMillis(1_300);
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5_000; i++) {
                clock.advance(step);
                if (store.admit(subject, rules, 1) != Admission.admitted()) {
                    throw new AssertionError("refused");
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThan(1_000);
    }
}
