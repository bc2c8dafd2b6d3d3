package io.tollgate.guard.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.ManualNanoClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the store in memory does when there are more subjects than it has places.
class ShortMemoryTest {
    private static final WindowRule API = new WindowRule(0, "api", RateLimit.parse("600/10m"));
    private static final WindowRule BOT = new WindowRule(1, "bot", RateLimit.parse("49/1m"));
    private static final List<WindowRule> RULES = List.of(API, BOT);
    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final long seed = System.nanoTime();
    private final ManualNanoClock clock = new ManualNanoClock();

    private InProcessWindowStore store(long maxBytes) {
        return new InProcessWindowStore(maxBytes, clock, seed);
    }

    private static Subject address(int bits) {
        byte[] bytes = {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
        try {
            return Subject.address(ClientAddress.of(InetAddress.getByAddress(bytes)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("four bytes are an address", e);
        }
    }

    private static Subject address(String text) {
        return Subject.address(ClientAddress.parse(text).orElseThrow());
    }

    private static int admittedOf(WindowStore store, Subject subject, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += store.admit(subject, RULES, 1) == Admission.admitted() ? 1 : 0;
        }
        return admitted;
    }

    /// One request each from that many addresses of 10.0.0.0/8 and on.
    private static int flood(WindowStore store, int addresses) {
        int admitted = 0;
        for (int i = 0; i < addresses; i++) {
            admitted += store.admit(address((10 << 24) + i), RULES, 1) == Admission.admitted() ? 1 : 0;
        }
        return admitted;
    }

    @Nested
    class Flood {
        private final InProcessWindowStore store = store(1 << 20);

        @Test
        void staysWithinTheBound() {
            for (int i = 0; i < 50; i++) {
                flood(store, 10_000);
                assertThat(store.occupancy().bytes()).isLessThanOrEqualTo(1 << 20);
                clock.advanceMillis(20_000);
            }
        }

        @Test
        void makesNewAddressesShareWindowsWithTheirNetwork() {
            flood(store, 50_000);
            assertThat(store.occupancy().sharedWindows()).isPositive();
            assertThat(store.admit(address("10.0.0.255"), RULES, 1)).isSameAs(Admission.admitted());

            int strangers = 0;
            for (int host = 0; host < 256; host++) {
                strangers += store.admit(address("198.51.100." + host), RULES, 1) == Admission.admitted() ? 1 : 0;
            }
            assertThat(strangers).isBetween(49, 49 + 16);
            assertThat(store.admit(address("198.51.100.77"), RULES, 1)).isInstanceOfSatisfying(Admission.Refused.class,
                    refused -> {
                        assertThat(refused.rule()).isEqualTo(BOT);
                        assertThat(refused.shared()).isTrue();
                    });
        }

        @Test
        void doesNotTouchAQuietNetworkAPersonOrASession() {
            flood(store, 50_000);
            for (int host = 1; host <= 20; host++) {
                assertThat(store.admit(address("203.0.113." + host), RULES, 1)).isSameAs(Admission.admitted());
            }
            assertThat(admittedOf(store, Subject.person("somebody"), 40)).isEqualTo(40);
            assertThat(admittedOf(store, Subject.session("something"), 40)).isEqualTo(40);
        }

        @Test
        void doesNotTouchWhoIsKnown() {
            Subject known = address("192.0.2.1");
            assertThat(admittedOf(store, known, 1)).isEqualTo(1);
            flood(store, 50_000);
            assertThat(admittedOf(store, known, 48)).isEqualTo(48);
            assertThat(store.admit(known, RULES, 1)).isInstanceOfSatisfying(Admission.Refused.class,
                    refused -> assertThat(refused.shared()).isFalse());
        }

        @Test
        void doesNotFreeWhoHasUsedUpTheLimit() {
            Subject exhausted = address("192.0.2.1");
            assertThat(admittedOf(store, exhausted, 100)).isEqualTo(49);
            for (int second = 0; second < 59; second++) {
                flood(store, 5_000);
                assertThat(store.admit(exhausted, RULES, 1)).isNotEqualTo(Admission.admitted());
                clock.advance(Duration.ofSeconds(1));
            }
            clock.advance(Duration.ofSeconds(1));
            assertThat(admittedOf(store, exhausted, 100)).isEqualTo(49);
        }

        @Test
        void givesParallelStrangersOfANetworkNoMoreThanOneLimit() throws InterruptedException {
            flood(store, 50_000);
            for (int network = 0; network < 30; network++) {
                int prefix = 198 << 24 | 51 << 16 | network << 8;
                var admitted = new AtomicInteger();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int host = 0; host < 256; host++) {
                        Subject stranger = address(prefix | host);
                        threads.submit(() -> {
                            for (int i = 0; i < 10; i++) {
                                admitted.addAndGet(store.admit(stranger, List.of(API), 1) == Admission.admitted() ? 1 : 0);
                            }
                        });
                    }
                }
                assertThat(admitted).as("network %d, seed %d", network, seed).hasValue(600);
            }
        }

        /// When there are places again, an address takes its network's counts along; being refused for those is not its fault.
        @Test
        void isNotHeldAgainstWhoInheritsItsNetworksCounts() {
            for (int i = 0; i < 50_000; i++) {
                store.admit(address((10 << 24) + i), List.of(BOT), 1);
            }
            for (int i = 0; i < 599; i++) {
                assertThat(store.admit(address("198.51.100." + i % 200), List.of(API), 1)).isSameAs(Admission.admitted());
            }
            clock.advance(Duration.ofMinutes(1));

            Subject heir = address("198.51.100.200");
            assertThat(store.admit(heir, List.of(API), 1)).isSameAs(Admission.admitted());
            assertThat(store.admit(heir, List.of(API), 1)).isInstanceOfSatisfying(Admission.Refused.class,
                    refused -> assertThat(refused.shared()).isTrue());
            assertThat(store.admit(heir, RULES, 1)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                assertThat(refused.rule()).isEqualTo(API);
                assertThat(refused.shared()).isTrue();
            });
            clock.advance(Duration.ofMinutes(9));
            for (int i = 0; i < 599; i++) {
                assertThat(store.admit(heir, List.of(API), 1)).isSameAs(Admission.admitted());
            }
            assertThat(store.admit(heir, List.of(API), 1)).isInstanceOfSatisfying(Admission.Refused.class,
                    refused -> assertThat(refused.shared()).isFalse());
        }

        @Test
        void leavesNothingBehindWhenItsWindowsAreOver() {
            flood(store, 50_000);
            clock.advance(PERIOD);
            assertThat(store.occupancy().windows()).isZero();
            assertThat(store.occupancy().sharedWindows()).isZero();
            assertThat(store.admit(address("10.0.0.1"), RULES, 1)).isSameAs(Admission.admitted());
            assertThat(store.occupancy().windows()).isEqualTo(2);
        }

        @Test
        void withMoreNetworksThanPlacesFailsClosedForStrangersOnly() {
            Subject known = address("192.0.2.1");
            assertThat(admittedOf(store, known, 1)).isEqualTo(1);
            var random = new SplittableRandom(seed);
            for (int i = 0; i < 100_000; i++) {
                store.admit(address(random.nextInt()), RULES, 1);
            }
            Subject stranger = address("203.0.113.77");
            assertThat(store.admit(stranger, RULES, 1)).isInstanceOfSatisfying(Admission.Full.class,
                    full -> assertThat(full.retryAfter()).isPositive().isLessThanOrEqualTo(PERIOD));
            assertThat(admittedOf(store, known, 48)).isEqualTo(48);
            for (int number = 0; number < 100; number++) {
                assertThat(admittedOf(store, Subject.person("p" + number), 2)).isEqualTo(2);
            }
            assertThat(store.occupancy().bytes()).isLessThanOrEqualTo(1 << 20);
            clock.advance(PERIOD);
            assertThat(store.admit(stranger, RULES, 1)).isSameAs(Admission.admitted());
        }

        @Test
        void isNoObstacleToAnUndo() {
            flood(store, 50_000);
            Subject innocent = address("198.51.100.1");
            for (int host = 2; host < 256; host++) {
                store.admit(address("198.51.100." + host), RULES, 1);
            }
            assertThat(store.admit(innocent, RULES, 1)).isInstanceOf(Admission.Refused.class);
            store.forget(innocent);
            assertThat(store.admit(innocent, RULES, 1)).isSameAs(Admission.admitted());
        }
    }

    /// A few hundred subjects in a store that has places for fewer, by turns known, strangers and gone: each one's own oracle
    /// counts all that it was admitted, wherever the store may have counted it.
    @RepeatedTest(5)
    void whoeverIsCountedWhereverNobodyGetsMoreThanTheLimit() {
        List<WindowRule> rules = List.of(new WindowRule(0, "a", RateLimit.parse("5/2s")),
                new WindowRule(1, "b", RateLimit.parse("20/20s")), new WindowRule(2, "c", RateLimit.parse("300/10m")),
                new WindowRule(3, "d", RateLimit.parse("9/5s")), new WindowRule(4, "e", RateLimit.parse("12/1m")));
        var store = store(InProcessWindowStore.MIN_BYTES);
        var random = new SplittableRandom(seed);
        Map<Subject, WindowOracle> oracles = new HashMap<>();
        int shared = 0;
        int full = 0;
        long time = 0;
        long now = 0;
        for (int i = 0; i < 60_000; i++) {
            long step = random.nextInt(1_000) == 0 ? random.nextLong(-20_000, 40_000) : random.nextLong(20);
            clock.advanceMillis(step);
            time += step;
            now = Math.max(now, time);
            int crowd = i / 10_000 % 2 == 0 ? 40 : 1_500;
            Subject subject = someone(random.nextInt(crowd));
            List<WindowRule> some = rules.subList(random.nextInt(3), 3 + random.nextInt(3));
            double multiplier = random.nextInt(3) == 0 ? 0.5 : random.nextInt(1, 3);

            Admission admission = store.admit(subject, some, multiplier);
            if (admission == Admission.admitted()) {
                WindowOracle oracle = oracles.computeIfAbsent(subject, _ -> new WindowOracle());
                assertThat(oracle.hasRoom(some, multiplier, now)).as("%s at step %d, seed %d", subject, i, seed).isTrue();
                oracle.record(some, now);
            }
            shared += admission instanceof Admission.Refused refused && refused.shared() ? 1 : 0;
            full += admission instanceof Admission.Full ? 1 : 0;
        }
        assertThat(shared).as("refusals in shared windows, seed %d", seed).isPositive();
        assertThat(full).as("refusals for want of place, seed %d", seed).isPositive();
        assertThat(store.occupancy().bytes()).isLessThanOrEqualTo(InProcessWindowStore.MIN_BYTES);
    }

    /// Of networks with few and many addresses, and persons.
    private static Subject someone(int number) {
        return switch (number % 4) {
            case 0 -> Subject.person("p" + number);
            case 1 -> address((10 << 24) + number);
            case 2 -> address((11 << 24) + (number << 8));
            default -> address("2001:db8:" + Integer.toHexString(number % 60) + ":" + Integer.toHexString(number) + "::1");
        };
    }

    /// When windows cannot grow they count in coarser slices, so their subjects get less than the limit, but not nothing.
    @Test
    void windowsThatCannotGrowAdmitLessButNeverMore() {
        var store = store(InProcessWindowStore.MIN_BYTES);
        List<WindowRule> rules = List.of(new WindowRule(0, "rule", RateLimit.parse("200/10s")));
        Map<Subject, WindowOracle> oracles = new HashMap<>();
        int admitted = 0;
        int refusedTooEarly = 0;
        for (int millis = 0; millis < 60_000; millis += 40) {
            for (int number = 0; number < 40; number++) {
                Subject subject = Subject.person("p" + number);
                WindowOracle oracle = oracles.computeIfAbsent(subject, _ -> new WindowOracle());
                boolean hasRoom = oracle.hasRoom(rules, 1, millis);
                if (store.admit(subject, rules, 1) == Admission.admitted()) {
                    assertThat(hasRoom).as("%s at %d ms, seed %d", subject, millis, seed).isTrue();
                    oracle.record(rules, millis);
                    admitted++;
                } else if (hasRoom) {
                    refusedTooEarly++;
                }
            }
            clock.advanceMillis(40);
        }
        assertThat(refusedTooEarly).isPositive();
        assertThat(admitted).isBetween(40 * 200 * 6 * 3 / 4, 40 * 200 * 6);
    }

    @Test
    void threeHundredThousandAddresses() {
        manyAddresses(300_000, 8 << 20);
    }

    @Test
    @Tag("long")
    void fiveMillionAddresses() {
        manyAddresses(5_000_000, 32 << 20);
    }

    private void manyAddresses(int addresses, int maxBytes) {
        long before = usedHeap();
        var store = store(maxBytes);
        Subject exhausted = address("192.0.2.1");
        assertThat(admittedOf(store, exhausted, 100)).isEqualTo(49);

        flood(store, addresses);

        assertThat(store.occupancy().bytes()).isLessThanOrEqualTo(maxBytes);
        assertThat(usedHeap() - before).as("heap in use").isLessThan(maxBytes + (2 << 20));
        assertThat(store.admit(exhausted, RULES, 1)).isInstanceOf(Admission.Refused.class);
        assertThat(admittedOf(store, address("203.0.113.7"), 40)).isEqualTo(40);
        assertThat(admittedOf(store, address("2001:db8::7"), 40)).isEqualTo(40);
        assertThat(store.occupancy().windows()).as("windows in use at the end").isGreaterThan(maxBytes / 200);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
