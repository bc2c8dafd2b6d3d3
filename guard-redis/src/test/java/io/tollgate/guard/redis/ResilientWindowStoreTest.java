package io.tollgate.guard.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualNanoClock;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.Occupancy;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import io.tollgate.guard.window.WindowStoreException.Category;
import io.tollgate.guard.window.WindowStoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The changing over, with a shared store that fails when told to.
class ResilientWindowStoreTest {
    private static final int NODES = 3;
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManualNanoClock clock = new ManualNanoClock();
    private final Breakable shared = new Breakable(new InProcessWindowStore(1 << 20, clock, 1));
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final ResilientWindowStore store = new ResilientWindowStore(shared, new InProcessWindowStore(1 << 20, clock, 2),
            new ResilientWindowStore.Settings(NODES, SLOW, Duration.ofMillis(5), 2), new Recorder());
    private final Subject subject = Subjects.person();

    private final class Recorder implements OutageListener {
        @Override
        public void outageBegan(Category cause) {
            events.add("began " + cause);
        }

        @Override
        public void outageEnded(Duration length) {
            events.add("ended after some time: " + length.isPositive());
        }
    }

    /// A store that can be told to fail.
    private static final class Breakable implements WindowStore {
        private final WindowStore whole;
        private volatile @Nullable Category failure;
        private volatile Duration delay = Duration.ZERO;
        private volatile int asked;

        Breakable(WindowStore whole) {
            this.whole = whole;
        }

        private void failIfTold() {
            asked++;
            LockSupport.parkNanos(delay.toNanos());
            Category told = failure;
            if (told != null) {
                throw new WindowStoreException(told, "as told");
            }
        }

        @Override
        public Admission admit(Subject subject, List<WindowRule> rules, double multiplier) {
            failIfTold();
            return whole.admit(subject, rules, multiplier);
        }

        @Override
        public void forget(Subject subject) {
            failIfTold();
            whole.forget(subject);
        }

        @Override
        public Occupancy occupancy() {
            failIfTold();
            return whole.occupancy();
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private String event() throws InterruptedException {
        return String.valueOf(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private void breakDown() throws InterruptedException {
        shared.failure = Category.UNREACHABLE;
        for (int i = 0; i < Breaker.FAILURES; i++) {
            store.admit(Subjects.person(), List.of(Subjects.rule(9, "1/1h")), 1);
        }
        assertThat(event()).isEqualTo("began UNREACHABLE");
        assertThat(store.isOutage()).isTrue();
    }

    private void recover() throws InterruptedException {
        shared.failure = null;
        assertThat(event()).isEqualTo("ended after some time: true");
        assertThat(store.isOutage()).isFalse();
    }

    @Nested
    class Decision {
        @Test
        void isTheSharedStoresWhileThatWorks() {
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "30/1h")), 50)).isEqualTo(30);
            assertThat(store.isOutage()).isFalse();
            assertThat(events).isEmpty();
        }

        @Test
        void ofASingleFailureIsTheLocalStoresUnderItsShareOfTheLimit() {
            shared.failure = Category.TIMEOUT;
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "30/1h")), 15)).isEqualTo(10);
            shared.failure = null;
            assertThat(store.isOutage()).isFalse();
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "30/1h")), 50)).isEqualTo(30);
        }

        @Test
        void inAnOutageDoesNotAskTheSharedStore() throws InterruptedException {
            breakDown();
            shared.delay = Duration.ofDays(1);
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "30/1h")), 50)).isEqualTo(10);
        }

        @Test
        void ofALimitSmallerThanTheNumberOfNodesIsOneOnEach() throws InterruptedException {
            breakDown();
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "2/1h")), 5)).isEqualTo(1);
            assertThat(store.admit(Subjects.person(), List.of(Subjects.rule(1, "2/1h")), 0))
                    .isInstanceOf(Admission.Refused.class);
        }
    }

    @Nested
    class Outage {
        @Test
        void endsByItself() throws InterruptedException {
            breakDown();
            recover();
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "30/1h")), 50)).isEqualTo(30);
        }

        @Test
        void beginsForASlowStoreWhoseDecisionsStand() throws InterruptedException {
            shared.delay = SLOW.plusMillis(1);
            assertThat(Subjects.admitted(store, subject, List.of(Subjects.rule(1, "30/1h")), Breaker.FAILURES))
                    .isEqualTo(Breaker.FAILURES);
            assertThat(event()).isEqualTo("began TIMEOUT");
            shared.delay = Duration.ZERO;
            recover();
        }

        @Test
        void doesNotEndWhileProbesFail() throws InterruptedException {
            breakDown();
            shared.failure = Category.BROKEN;
            int before = shared.asked;
            Eventually.within(PATIENCE, "some probes", () -> shared.asked > before + 5);
            assertThat(store.isOutage()).isTrue();
            assertThat(events).isEmpty();
        }

        @Test
        void comesAtMostToOneLimitMoreHoweverManyThereAreInAPeriod() throws InterruptedException {
            List<WindowRule> rules = List.of(Subjects.rule(1, "30/1h"));
            int admitted = Subjects.admitted(store, subject, rules, 50);
            for (int i = 0; i < 4; i++) {
                breakDown();
                admitted += NODES * Subjects.admitted(store, subject, rules, 50);
                recover();
                admitted += Subjects.admitted(store, subject, rules, 50);
            }
            assertThat(admitted).isEqualTo(60);
        }

        @Test
        void isReportedEvenIfAListenerThrows() throws InterruptedException {
            OutageListener failing = new OutageListener() {
                @Override
                public void outageBegan(Category cause) {
                    events.add("began");
                    throw new IllegalStateException("as told");
                }

                @Override
                public void outageEnded(Duration length) {
                    events.add("ended");
                }
            };
            var settings = new ResilientWindowStore.Settings(1, SLOW, Duration.ofMillis(5), 1);
            try (var guarded = new ResilientWindowStore(shared, InProcessWindowStore.create(1 << 20), settings, failing)) {
                shared.failure = Category.BROKEN;
                Subjects.admitted(guarded, subject, List.of(Subjects.rule(1, "30/1h")), Breaker.FAILURES);
                assertThat(event()).isEqualTo("began");
                shared.failure = null;
                assertThat(event()).isEqualTo("ended");
            }
        }
    }

    @Nested
    class Forgetting {
        private final List<WindowRule> rules = List.of(Subjects.rule(1, "3/1h"));

        @Test
        void isOfBothStores() throws InterruptedException {
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(3);
            store.forget(subject);
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(3);
            breakDown();
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(1);
            store.forget(subject);
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(1);
        }

        @Test
        void thatFailsWithoutAnOutageIsMadeGoodSoon() {
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(3);
            shared.failure = Category.TIMEOUT;
            store.forget(subject);
            assertThat(store.isOutage()).isFalse();
            shared.failure = null;
            Eventually.within(PATIENCE, "room again", () -> Subjects.admitted(store, subject, rules, 1) == 1);
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(2);
        }

        @Test
        void inAnOutageIsMadeGoodAfterIt() throws InterruptedException {
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(3);
            breakDown();
            store.forget(subject);
            recover();
            assertThat(Subjects.admitted(store, subject, rules, 5)).isEqualTo(3);
        }
    }

    @Test
    void occupancyIsThatOfTheStoreWhichDecides() throws InterruptedException {
        Subjects.admitted(store, subject, List.of(Subjects.rule(1, "3/1h"), Subjects.rule(2, "3/1h")), 1);
        assertThat(store.occupancy().windows()).isEqualTo(2);
        breakDown();
        assertThat(store.occupancy().windows()).isEqualTo(Breaker.FAILURES);
    }

    @Test
    void settingsNameWhatIsWrong() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResilientWindowStore.Settings.of(0, Duration.ofMillis(50)))
                .withMessageContaining("at least 1, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResilientWindowStore.Settings(1, Duration.ZERO, Duration.ofSeconds(1), 1))
                .withMessageContaining("must be positive");
    }
}
