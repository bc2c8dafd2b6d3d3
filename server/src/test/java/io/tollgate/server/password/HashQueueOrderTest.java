package io.tollgate.server.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.password.HashQueue.Entry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HashQueueOrderTest {
    private static final Runnable NOTHING = () -> {};

    private final HashQueue queue = new HashQueue(8, 2);

    @Test
    void strangersTakeTurnsByAddress() throws InterruptedException {
        offer(stranger("a"), stranger("a"), stranger("a"), stranger("b"));

        assertThat(takeAndFinish(4)).containsExactly("a", "b", "a", "a");
    }

    @Test
    void ofOneAddressOneHashRunsAtATime() throws InterruptedException {
        offer(stranger("a"), stranger("a"), stranger("b"));
        Entry first = take(queue);

        assertThat(take(queue).owner().lane()).isEqualTo("b");
        queue.finished(first);
        assertThat(take(queue).owner().lane()).isEqualTo("a");
    }

    @Test
    void knownDevicesRunTogether() throws InterruptedException {
        offer(device("d"), device("d"));

        assertThat(take(queue).owner().lane()).isEqualTo("d");
        assertThat(take(queue).owner().lane()).isEqualTo("d");
    }

    @Test
    void knownOwnersAndStrangersTakeTurns() throws InterruptedException {
        offer(stranger("a"), stranger("b"), device("d"), device("d"));

        assertThat(takeAndFinish(4)).containsExactly("d", "a", "d", "b");
    }

    @Test
    void whileMostOfWhatStrangersSendIsWrongOneWorkerTakesNone() throws InterruptedException {
        check(33, false);
        offer(stranger("a"), stranger("b"));
        Entry first = take(queue);
        offer(device("d"));

        assertThat(take(queue).owner().lane()).isEqualTo("d");
        offer(device("e"));
        assertThat(take(queue).owner().lane()).isEqualTo("e");
        queue.finished(first);
        assertThat(take(queue).owner().lane()).isEqualTo("b");
    }

    @Test
    void afterTheFloodAllWorkersTakeStrangersAgain() throws InterruptedException {
        check(64, false);
        check(32, true);
        offer(stranger("a"), stranger("b"));

        assertThat(take(queue).owner().lane()).isEqualTo("a");
        assertThat(take(queue).owner().lane()).isEqualTo("b");
    }

    @Test
    void onlyWorkerTakesStrangersAlsoInAFlood() throws InterruptedException {
        HashQueue ofOne = new HashQueue(8, 1);
        for (int i = 0; i < 64; i++) {
            ofOne.checked(false);
        }
        ofOne.offer(stranger("a"));

        assertThat(take(ofOne).owner().lane()).isEqualTo("a");
    }

    private void check(int passwords, boolean right) {
        for (int i = 0; i < passwords; i++) {
            queue.checked(right);
        }
    }

    @Test
    void aQuarterOfThePlacesIsForKnownOwners() {
        for (int i = 0; i < 6; i++) {
            assertThat(queue.offer(stranger("a" + i))).isTrue();
        }
        assertThat(queue.offer(stranger("late"))).isFalse();
        assertThat(queue.offer(device("d"))).isTrue();
        assertThat(queue.offer(device("d"))).isTrue();
        assertThat(queue.offer(device("d"))).isFalse();
    }

    @Test
    void aQuarterOfThePlacesIsAllThatNewcomersTake() throws InterruptedException {
        offer(newcomer("a"), newcomer("b"));
        assertThat(queue.offer(newcomer("c"))).isFalse();
        offer(stranger("d"), stranger("e"));

        assertThat(take(queue).owner().lane()).isEqualTo("a");
        assertThat(queue.offer(newcomer("c"))).isTrue();
    }

    @Test
    void whatIsDrainedWaitsNoMore() throws InterruptedException {
        offer(stranger("a"), stranger("b"), device("d"));

        assertThat(queue.drain()).hasSize(3);
        offer(stranger("c"));
        assertThat(take(queue).owner().lane()).isEqualTo("c");
    }

    private void offer(Entry... entries) {
        for (Entry entry : entries) {
            assertThat(queue.offer(entry)).isTrue();
        }
    }

    private static Entry take(HashQueue from) throws InterruptedException {
        return from.take();
    }

    private List<String> takeAndFinish(int count) {
        return Stream.generate(() -> {
                    try {
                        Entry entry = take(queue);
                        queue.finished(entry);
                        return entry.owner().lane();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .limit(count)
                .toList();
    }

    private static Entry stranger(String address) {
        return new Entry(HashOwner.stranger(address), NOTHING);
    }

    private static Entry newcomer(String address) {
        return new Entry(HashOwner.newcomer(address), NOTHING);
    }

    private static Entry device(String id) {
        return new Entry(HashOwner.device(id), NOTHING);
    }
}
