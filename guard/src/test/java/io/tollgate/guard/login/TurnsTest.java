package io.tollgate.guard.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.address.ClientAddress;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTest {
    private static final int PLACES = 8;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ManualClock time = new ManualClock();
    private final Turns turns = new Turns(1, PLACES, LONG, Duration.ofMinutes(5), time);
    private final BlockingQueue<String> called = new LinkedBlockingQueue<>();

    private static ClientAddress address(String last) {
        return ClientAddress.parse("192.0.2." + last).orElseThrow();
    }

    /// Queues a guess; returns once it waits, or has its turn.
    private void queue(String address) {
        int before = turns.waiting();
        CompletableFuture<Boolean> entered = CompletableFuture.supplyAsync(
                () -> {
                    boolean inTurn = turns.enter(address(address));
                    if (inTurn) {
                        called.add(address);
                    }
                    return inTurn;
                },
                task -> Thread.ofVirtual().start(task));
        while (turns.waiting() == before && !entered.isDone()) {
            Thread.onSpinWait();
        }
    }

    private void queueAll(String... addresses) {
        List.of(addresses).forEach(this::queue);
    }

    /// Whose turn it is, which then ends.
    private String next() throws InterruptedException {
        String address = called.poll(10, TimeUnit.SECONDS);
        turns.leave(address(address));
        return address;
    }

    private List<String> nextOnes(int count) throws InterruptedException {
        String[] order = new String[count];
        for (int i = 0; i < count; i++) {
            order[i] = next();
        }
        return List.of(order);
    }

    @Test
    void addressesTakeTurnsHoweverManyGuessesEachHas() throws InterruptedException {
        queueAll("1", "1", "1", "1", "2", "3");

        assertThat(nextOnes(6)).containsExactly("1", "2", "3", "1", "1", "1");
    }

    @Test
    void whoeverGuessedWrongLatelyComesAfterOthers() throws InterruptedException {
        turns.guessedWrong(address("1"));
        turns.guessedWrong(address("2"));
        queueAll("9", "1", "2", "3", "4");

        assertThat(nextOnes(5)).containsExactly("9", "3", "4", "1", "2");
    }

    @Test
    void whoeverGuessedWrongGetsEachFourthTurnAllTheSame() throws InterruptedException {
        turns.guessedWrong(address("1"));
        queueAll("9", "1", "2", "3", "4", "5", "6");

        assertThat(nextOnes(7).subList(1, 5)).contains("1");
    }

    @Test
    void wrongGuessIsForgottenInTime() throws InterruptedException {
        turns.guessedWrong(address("1"));
        time.advance(Duration.ofMinutes(5));
        queueAll("9", "1", "3");

        assertThat(nextOnes(3)).containsExactly("9", "1", "3");
    }

    @Test
    void oneAddressWaitsAtHalfOfThePlaces() throws InterruptedException {
        queueAll("1", "1", "1", "1", "1");

        assertThat(turns.enter(address("1"))).isFalse();
        queue("2");
        assertThat(nextOnes(6)).contains("2");
    }

    @Test
    void addressesThatGuessedWrongLeaveHalfOfThePlacesToOthers() throws InterruptedException {
        for (int i = 1; i <= PLACES; i++) {
            turns.guessedWrong(address(String.valueOf(i)));
        }
        queueAll("9", "1", "2", "3", "4");

        assertThat(turns.enter(address("5"))).isFalse();
        queueAll("10", "11", "12", "13");
        assertThat(turns.enter(address("14"))).as("now all places are taken").isFalse();
        assertThat(nextOnes(9)).hasSize(9);
    }

    @Test
    void whoeverHasWaitedForLongMakesRoomForOthers() {
        Turns impatient = new Turns(1, 2, Duration.ofMillis(20), Duration.ofMinutes(5), time);
        impatient.guessedWrong(address("2"));
        assertThat(impatient.enter(address("9"))).isTrue();

        for (int i = 0; i < 3; i++) {
            assertThat(impatient.enter(address("1"))).isFalse();
            assertThat(impatient.enter(address("2"))).isFalse();
            assertThat(impatient.enter(address("9"))).isFalse();
            assertThat(impatient.waiting()).isZero();
        }

        impatient.leave(address("9"));
        assertThat(impatient.enter(address("1"))).isTrue();
    }

    @Test
    void whoeverGivesUpIsNeitherCalledNorInTheWayOfOthersAtTheSameAddress() throws InterruptedException {
        queueAll("9", "1");
        Thread givesUp = Thread.startVirtualThread(() -> turns.enter(address("1")));
        while (turns.waiting() < 2) {
            Thread.onSpinWait();
        }
        givesUp.interrupt();
        givesUp.join();
        queue("1");

        assertThat(turns.waiting()).isEqualTo(2);
        assertThat(nextOnes(3)).containsExactly("9", "1", "1");
    }

    @Test
    void whoeverIsCalledWhenHisTimeIsOverHasHisTurnOrNot() {
        Turns several = new Turns(2, 1_000, Duration.ofNanos(50_000), Duration.ofMinutes(5), time);

        List<Boolean> entered = Together.run(2_000, i -> {
            ClientAddress mine = address(String.valueOf(i % 200));
            boolean in = several.enter(mine);
            if (in) {
                Thread.yield();
                several.leave(mine);
            }
            return in;
        });

        assertThat(entered).contains(true);
        assertThat(several.waiting()).isZero();
        assertThat(several.enter(address("1"))).isTrue();
        assertThat(several.enter(address("2"))).isTrue();
        assertThat(several.enter(address("3"))).isFalse();
    }

    @Test
    void ofOneAddressOneIsInTurnAndOfAllAsManyAsThereAreTurns() throws InterruptedException {
        Turns several = new Turns(3, 1_000, LONG, Duration.ofMinutes(5), time);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger[] ofAddress = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        AtomicInteger broken = new AtomicInteger();

        List<Boolean> entered = Together.run(400, i -> {
            ClientAddress mine = address(String.valueOf(i % 4));
            boolean in = several.enter(mine);
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            if (ofAddress[i % 4].incrementAndGet() > 1) {
                broken.incrementAndGet();
            }
            Thread.yield();
            ofAddress[i % 4].decrementAndGet();
            now.decrementAndGet();
            several.leave(mine);
            return in;
        });

        assertThat(entered).containsOnly(true);
        assertThat(broken).hasValue(0);
        assertThat(most).hasValueBetween(1, 3);
        assertThat(several.waiting()).isZero();
    }
}
