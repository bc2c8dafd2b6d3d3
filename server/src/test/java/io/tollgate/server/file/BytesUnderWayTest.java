package io.tollgate.server.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Together;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BytesUnderWayTest {
    private static final int MOST = 200_000;
    private static final int THREADS = 16;
    /// Together more than there is room for, and enough for the threads to meet.
    private static final int TAKES = 2 * MOST / THREADS;

    private final BytesUnderWay underWay = new BytesUnderWay();

    @Test
    void neverExceedTheMostUnderParallelTakes() {
        List<Long> taken = Together.run(THREADS, _ -> IntStream.range(0, TAKES)
                .filter(_ -> underWay.take("ann", 1, MOST))
                .count());

        assertThat(taken.stream().mapToLong(Long::longValue).sum()).isEqualTo(MOST);
    }

    @Test
    void areNoneOnceAllWereGivenBack() {
        Together.run(THREADS, _ -> {
            long taken = IntStream.range(0, TAKES)
                    .map(_ -> ThreadLocalRandom.current().nextInt(1, 10))
                    .filter(bytes -> underWay.take("ann", bytes, MOST))
                    .asLongStream()
                    .sum();
            underWay.giveBack("ann", taken);
            return taken;
        });

        assertThat(underWay.take("ann", MOST, MOST)).isTrue();
        assertThat(underWay.take("ann", 1, MOST)).isFalse();
    }

    @Test
    void thatWereRefusedTakeNoRoom() {
        assertThat(underWay.take("ann", MOST + 1, MOST)).isFalse();
        assertThat(underWay.take("ann", MOST - 1, MOST)).isTrue();
        assertThat(underWay.take("ann", 2, MOST)).isFalse();

        assertThat(underWay.take("ann", 1, MOST)).isTrue();
    }

    @Test
    void ofOnePersonLeaveTheRoomOfAnother() {
        underWay.take("ann", MOST, MOST);

        assertThat(underWay.take("bob", MOST, MOST)).isTrue();
        underWay.giveBack("bob", MOST);
        assertThat(underWay.take("ann", 1, MOST)).isFalse();
    }
}
