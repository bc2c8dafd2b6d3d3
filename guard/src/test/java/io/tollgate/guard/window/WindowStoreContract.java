package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.ManualNanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store of windows promises. A store proves it by a subclass that says how to make one.
///
/// Subjects are new in each test, so a store outside the process need not be emptied in between. Time passes in whole
/// milliseconds. Random schedules name their seed when they fail.
public abstract class WindowStoreContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final double[] TIERS = {0, 0.5, 1, 1, 1, 2};

    private final ManualNanoClock clock = new ManualNanoClock(Long.MAX_VALUE - Duration.ofMinutes(5).toNanos());
    private WindowStore store;
    private Subject subject;

    /// A store with memory enough for a few hundred windows that takes its time from this clock.
    protected abstract WindowStore store(NanoClock clock);

    @BeforeEach
    void makeStore() {
        store = store(clock);
        subject = Subject.person(UUID.randomUUID().toString());
    }

    private static WindowRule rule(int id, String limit) {
        return new WindowRule(id, "rule " + id, RateLimit.parse(limit));
    }

    private boolean admits(WindowRule rule) {
        return isAdmitted(store.admit(subject, List.of(rule), 1));
    }

    private static boolean isAdmitted(Admission admission) {
        return admission instanceof Admission.Admitted;
    }

    private Admission.Refused refusal(List<WindowRule> rules, double multiplier) {
        Admission admission = store.admit(subject, rules, multiplier);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return (Admission.Refused) admission;
    }

    private int admittedNow(List<WindowRule> rules, double multiplier) {
        int admitted = 0;
        while (isAdmitted(store.admit(subject, rules, multiplier))) {
            admitted++;
        }
        return admitted;
    }

    @Nested
    class Limit {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 49, 255, 256, 257, 600, 1_000})
        void isAdmittedAndTheNextRequestRefused(int count) {
            assertThat(admittedNow(List.of(rule(1, count + "/1m")), 1)).isEqualTo(count);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 49, 256, 257, 600})
        void isAdmittedAgainWhenThePeriodIsOverAndNotBefore(int count) {
            WindowRule rule = rule(1, count + "/1m");
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(count);
            clock.advance(MINUTE.minus(MILLI));
            assertThat(admits(rule)).isFalse();
            clock.advance(MILLI);
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(count);
        }

        @Test
        void holdsInEveryWindowNotOnlyInWholeMinutes() {
            WindowRule rule = rule(1, "10/1m");
            clock.advance(Duration.ofSeconds(59));
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(10);
            clock.advance(Duration.ofSeconds(2));
            assertThat(admits(rule)).isFalse();
            clock.advance(Duration.ofSeconds(57));
            assertThat(admits(rule)).isFalse();
            clock.advance(Duration.ofSeconds(1));
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(10);
        }

        @Test
        void isEachSubjectsOwn() {
            WindowRule rule = rule(1, "3/1m");
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(3);
            subject = Subject.session(UUID.randomUUID().toString());
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(3);
        }

        @Test
        void isOneForAllAddressesOfASlash64() {
            WindowRule rule = rule(1, "3/1m");
            int net = new SplittableRandom().nextInt(0x10000);
            int admitted = 0;
            for (int host = 0; host < 100; host++) {
                String text = "2001:db8:1:" + Integer.toHexString(net) + "::" + Integer.toHexString(host);
                Subject address = Subject.address(ClientAddress.parse(text).orElseThrow());
                admitted += isAdmitted(store.admit(address, List.of(rule), 1)) ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(3);
        }

        @Test
        void isEachRulesOwn() {
            assertThat(admittedNow(List.of(rule(1, "3/1m")), 1)).isEqualTo(3);
            assertThat(admittedNow(List.of(rule(2, "3/1m")), 1)).isEqualTo(3);
        }

        @Test
        void ofNoRuleAtAllAdmits() {
            assertThat(store.admit(subject, List.of(), 1)).isSameAs(Admission.admitted());
        }
    }

    @Nested
    class Refusal {
        @Test
        void namesTheRuleThatMakesTheRequestWaitLongest() {
            WindowRule minute = rule(1, "5/1m");
            WindowRule hour = rule(2, "5/1h");
            WindowRule roomy = rule(3, "600/10m");
            assertThat(admittedNow(List.of(minute, hour, roomy), 1)).isEqualTo(5);
            assertThat(refusal(List.of(minute, hour, roomy), 1))
                    .isEqualTo(new Admission.Refused(hour, 5, Duration.ofHours(1), false));
            assertThat(refusal(List.of(roomy, minute), 0.5).limit()).isEqualTo(2);
        }

        @Test
        void consumesNothingOfAnyRule() {
            WindowRule small = rule(1, "3/1m");
            WindowRule exact = rule(2, "100/1m");
            WindowRule sliced = rule(3, "600/1m");
            assertThat(admittedNow(List.of(exact, sliced, small), 1)).isEqualTo(3);
            for (int i = 0; i < 1_000; i++) {
                refusal(List.of(exact, small, sliced), 1);
            }
            assertThat(admittedNow(List.of(exact), 1)).isEqualTo(97);
            assertThat(admittedNow(List.of(sliced), 1)).isEqualTo(597);
        }

        @Test
        void doesNotProlongTheWait() {
            WindowRule rule = rule(1, "2/1m");
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(2);
            for (int i = 1; i < 60; i++) {
                clock.advance(Duration.ofSeconds(1));
                assertThat(refusal(List.of(rule), 1).retryAfter()).isEqualTo(Duration.ofSeconds(60 - i));
            }
            clock.advance(Duration.ofSeconds(1));
            assertThat(admits(rule)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"1/1s", "7/700ms", "49/1m", "256/1m", "257/1m", "600/10m", "1000/1h"})
        void announcesTheWaitToTheMillisecond(String limit) {
            long seed = System.nanoTime();
            var random = new SplittableRandom(seed);
            WindowRule rule = rule(1, limit);
            long step = 2 * rule.limit().period().toMillis() / rule.limit().count() + 1;
            for (int i = 0; i < 50; i++) {
                while (isAdmitted(store.admit(subject, List.of(rule), 1))) {
                    clock.advanceMillis(random.nextInt(4) == 0 ? random.nextLong(step) : 0);
                }
                Duration wait = refusal(List.of(rule), 1).retryAfter();
                clock.advance(wait.minus(MILLI));
                assertThat(admits(rule)).as("too early, seed %d", seed).isFalse();
                clock.advance(MILLI);
                assertThat(admits(rule)).as("after the wait, seed %d", seed).isTrue();
            }
        }
    }

    @Nested
    class Tier {
        @ParameterizedTest
        @CsvSource({"49, 24, 98", "256, 128, 512", "257, 128, 514", "600, 300, 1200", "1, 1, 2"})
        void multipliesTheLimitFromOneRequestToTheNext(int count, int half, int twice) {
            List<WindowRule> rules = List.of(rule(1, count + "/1m"));
            assertThat(admittedNow(rules, 0.5)).isEqualTo(half);
            assertThat(admittedNow(rules, 1)).isEqualTo(count - half);
            assertThat(admittedNow(rules, 2)).isEqualTo(twice - count);
            assertThat(admittedNow(rules, 0.5)).isZero();
            clock.advance(MINUTE);
            assertThat(admittedNow(rules, 2)).isEqualTo(twice);
        }

        @Test
        void ofZeroAdmitsNothingAndNoWaitingHelps() {
            WindowRule rule = rule(1, "10/1m");
            Admission.Refused refused = refusal(List.of(rule), 0);
            assertThat(refused.limit()).isZero();
            assertThat(refused.retryAfter()).isEqualTo(MINUTE);
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(10);
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY})
        void outOfRangeIsTheCallersMistake(double multiplier) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.admit(subject, List.of(rule(1, "1/1m")), multiplier))
                    .withMessageContaining("" + multiplier);
        }
    }

    @Nested
    class Clock {
        @ParameterizedTest
        @ValueSource(ints = {10, 600})
        void thatStepsBackGivesNobodyAFreshLimit(int count) {
            WindowRule rule = rule(1, count + "/1m");
            clock.advance(Duration.ofHours(1));
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(count);
            clock.stepBack(Duration.ofMinutes(30));
            assertThat(admits(rule)).isFalse();
            clock.advance(Duration.ofMinutes(30));
            assertThat(admits(rule)).isFalse();
            clock.advance(MINUTE);
            assertThat(admittedNow(List.of(rule), 1)).isEqualTo(count);
        }

        @Test
        void thatStepsBackStillAdmitsUpToTheLimit() {
            clock.advance(Duration.ofHours(1));
            assertThat(admits(rule(1, "10/1m"))).isTrue();
            clock.stepBack(Duration.ofMinutes(30));
            assertThat(admittedNow(List.of(rule(1, "10/1m")), 1)).isEqualTo(9);
        }
    }

    /// Random requests, tiers, bursts, pauses and steps of the clock against the oracle.
    @Nested
    class RandomSchedule {
        private final long seed = System.nanoTime();
        private final SplittableRandom random = new SplittableRandom(seed);
        private final WindowOracle oracle = new WindowOracle();
        private long time;
        private long now;

        /// Moves the clock; what the oracle takes for the time never runs back.
        private void step(WindowRule rule) {
            long typical = rule.limit().period().toMillis() / rule.limit().count() + 1;
            long step = switch (random.nextInt(100)) {
                case 0 -> random.nextLong(2 * rule.limit().period().toMillis());
                case 1 -> -random.nextLong(rule.limit().period().toMillis());
                case 2, 3, 4, 5, 6, 7, 8, 9 -> random.nextLong(10 * typical);
                default -> random.nextLong(2 * typical) * random.nextInt(2);
            };
            // Not to before the first request, which a store that begins then cannot know of.
            long bounded = Math.max(step, -time);
            clock.advanceMillis(bounded);
            time += bounded;
            now = Math.max(now, time);
        }

        private double tier() {
            return TIERS[random.nextInt(TIERS.length)];
        }

        @ParameterizedTest
        @ValueSource(strings = {"1/1s", "2/50ms", "3/1m", "7/1s", "49/1m", "100/1h", "255/10m", "256/10m"})
        void underAnExactLimitAdmitsExactlyWhatTheOracleAdmits(String limit) {
            WindowRule rule = rule(1, limit);
            double multiplier = 1;
            for (int i = 0; i < 3_000; i++) {
                step(rule);
                multiplier = random.nextInt(50) == 0 ? tier() : multiplier;
                long wait = oracle.waitMillis(rule, multiplier, now);
                switch (store.admit(subject, List.of(rule), multiplier)) {
                    case Admission.Admitted _ -> {
                        assertThat(wait).as("step %d, seed %d", i, seed).isZero();
                        oracle.record(rule, now);
                    }
                    case Admission.Refused refused -> assertThat(refused.retryAfter().toMillis())
                            .as("step %d, seed %d", i, seed).isPositive().isEqualTo(wait);
                    case Admission.Full _ -> throw new AssertionError("one subject cannot fill a store");
                }
            }
        }

        @Test
        void underSeveralExactLimitsCountsInAllOrNone() {
            WindowRule[] all = {rule(1, "5/1s"), rule(2, "30/10s"), rule(3, "100/1m"), rule(4, "200/3m")};
            for (int i = 0; i < 5_000; i++) {
                step(all[1]);
                List<WindowRule> rules = new ArrayList<>();
                for (WindowRule rule : all) {
                    if (random.nextInt(4) > 0) {
                        rules.add(rule);
                    }
                }
                if (rules.isEmpty()) {
                    // A store that has nothing to decide need not look at the clock, and the oracle always does.
                    rules.add(all[random.nextInt(all.length)]);
                }
                double multiplier = tier();
                Admission admission = store.admit(subject, rules, multiplier);
                assertThat(isAdmitted(admission)).as("step %d, seed %d", i, seed)
                        .isEqualTo(oracle.hasRoom(rules, multiplier, now));
                if (admission instanceof Admission.Refused refused) {
                    long longest = rules.stream().mapToLong(rule -> oracle.waitMillis(rule, multiplier, now)).max().orElse(0);
                    assertThat(refused.retryAfter().toMillis()).as("step %d, seed %d", i, seed).isEqualTo(longest)
                            .isEqualTo(oracle.waitMillis(refused.rule(), multiplier, now));
                } else {
                    oracle.record(rules, now);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"257/1m", "300/1s", "600/10m", "1000/1h"})
        void underALargerLimitNeverAdmitsMoreAndAtMostALittleLess(String limit) {
            WindowRule rule = rule(1, limit);
            long period = rule.limit().period().toMillis();
            long atMost = period + period / WindowStore.SLICES;
            double multiplier = 1;
            int refused = 0;
            for (int i = 0; i < 12_000; i++) {
                step(rule);
                multiplier = random.nextInt(300) == 0 ? tier() : multiplier;
                int effective = rule.limit().scaled(multiplier);
                if (isAdmitted(store.admit(subject, List.of(rule), multiplier))) {
                    assertThat(oracle.count(rule, now, period)).as("too lax at step %d, seed %d", i, seed).isLessThan(effective);
                    oracle.record(rule, now);
                } else {
                    refused++;
                    assertThat(oracle.count(rule, now, atMost)).as("too strict at step %d, seed %d", i, seed)
                            .isGreaterThanOrEqualTo(effective);
                }
            }
            assertThat(refused).as("refusals, seed %d", seed).isPositive();
        }
    }

    @Nested
    class Parallel {
        private static final int THREADS = 200;

        private void inParallel(IntConsumer work) throws InterruptedException {
            var start = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < THREADS; i++) {
                    int thread = i;
                    threads.submit(() -> {
                        start.await();
                        work.accept(thread);
                        return thread;
                    });
                }
                start.countDown();
            }
        }

        private long countAdmitted(List<WindowRule> rules, int tries) throws InterruptedException {
            var admitted = new ConcurrentLinkedQueue<Admission>();
            inParallel(_ -> {
                for (int i = 0; i < tries; i++) {
                    Admission admission = store.admit(subject, rules, 1);
                    if (isAdmitted(admission)) {
                        admitted.add(admission);
                    }
                }
            });
            return admitted.size();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 5, 256, 257, 600})
        void requestsOfOneSubjectGetExactlyTheLimit(int count) throws InterruptedException {
            assertThat(countAdmitted(List.of(rule(1, count + "/1m")), 10)).isEqualTo(count);
        }

        @Test
        void requestsThatOneRuleRefusesLeaveTheOthersUntouched() throws InterruptedException {
            WindowRule wide = rule(1, "250/1m");
            WindowRule narrow = rule(2, "60/1m");
            assertThat(countAdmitted(List.of(wide, narrow), 10)).isEqualTo(60);
            assertThat(admittedNow(List.of(wide), 1)).isEqualTo(190);
        }

        /// An admission lies somewhere between the readings of the clock before and after it; those that lie wholly within a
        /// window are in it for certain.
        @Test
        void requestsWhileTimePassesKeepTheLimitInEveryWindow() throws InterruptedException {
            record Span(long before, long after) {}
            WindowRule rule = rule(1, "20/100ms");
            var admitted = new ConcurrentLinkedQueue<Span>();
            inParallel(_ -> {
                for (int i = 0; i < 20; i++) {
                    clock.advanceMillis(1);
                    long before = clock.nanos();
                    if (isAdmitted(store.admit(subject, List.of(rule), 1))) {
                        admitted.add(new Span(before, clock.nanos()));
                    }
                }
            });
            long period = rule.limit().period().toNanos();
            List<Span> spans = admitted.stream().sorted(Comparator.comparingLong(Span::before)).toList();
            assertThat(spans).hasSizeGreaterThan(20);
            for (Span first : spans) {
                long inside = spans.stream()
                        .filter(span -> span.before - first.before >= 0 && span.after - first.before < period).count();
                assertThat(inside).isLessThanOrEqualTo(20);
            }
        }
    }

    @Nested
    class Forget {
        @Test
        void emptiesAllWindowsOfTheSubjectAndNoOthers() {
            List<WindowRule> rules = List.of(rule(1, "3/1m"), rule(2, "600/1h"));
            assertThat(admittedNow(rules, 1)).isEqualTo(3);
            Subject forgotten = subject;
            subject = Subject.person(UUID.randomUUID().toString());
            assertThat(admittedNow(rules, 1)).isEqualTo(3);

            store.forget(forgotten);
            assertThat(admittedNow(rules, 1)).isZero();
            subject = forgotten;
            assertThat(admittedNow(List.of(rules.get(1)), 1)).isEqualTo(600);
            assertThat(admittedNow(List.of(rules.get(0)), 1)).isEqualTo(3);
        }

        @Test
        void ofAnUnknownSubjectDoesNothing() {
            store.forget(subject);
            assertThat(admits(rule(1, "1/1m"))).isTrue();
        }
    }

    @Nested
    class OccupancyFigures {
        @Test
        void growWithTheWindowsAndStayWithinTheBound() {
            Occupancy before = store.occupancy();
            for (int i = 0; i < 50; i++) {
                subject = Subject.person(UUID.randomUUID().toString());
                assertThat(admits(rule(1, "3/1m"))).isTrue();
            }
            Occupancy after = store.occupancy();
            assertThat(after.windows()).isGreaterThanOrEqualTo(before.windows() + 50);
            assertThat(after.bytes()).isPositive();
            if (after.maxBytes() > 0) {
                assertThat(after.bytes()).isLessThanOrEqualTo(after.maxBytes());
            }
        }
    }
}
