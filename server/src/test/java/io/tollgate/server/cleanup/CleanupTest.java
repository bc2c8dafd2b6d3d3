package io.tollgate.server.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CleanupTest {

    /// Holds so many, and fails when it has removed `failsAfter`.
    private static final class Pile implements CleanupTask {
        private final String name;
        private final long failsAfter;
        private long held;
        private long removed;

        private Pile(String name, long held, long failsAfter) {
            this.name = name;
            this.held = held;
            this.failsAfter = failsAfter;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long count() {
            return held;
        }

        @Override
        public long removeSome(int limit) {
            if (removed >= failsAfter) {
                throw new IllegalStateException("the disk is full");
            }
            long some = Math.min(limit, held);
            held -= some;
            removed += some;
            return some;
        }
    }

    private static Cleanup cleanup(CleanupTask... tasks) {
        return new Cleanup(List.of(tasks), new ManualClock());
    }

    @Test
    void removesEverythingInBatches() {
        Cleanup cleanup = cleanup(new Pile("tokens", 1_200, Long.MAX_VALUE), new Pile("events", 0, Long.MAX_VALUE));

        Cleanup.Run run = cleanup.run(cleanup.types());

        assertThat(run.state()).isEqualTo("finished");
        assertThat(run.removed()).isEqualTo(Map.of("tokens", 1_200L, "events", 0L));
        assertThat(cleanup.last()).contains(run);
    }

    @Test
    void whatTheFailingTaskRemovedBeforeCounts() {
        Cleanup cleanup = cleanup(
                new Pile("tokens", 7, Long.MAX_VALUE), new Pile("events", 2_000, 1_000), new Pile("files", 5, 0));

        Cleanup.Run run = cleanup.run(cleanup.types());

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.removed()).isEqualTo(Map.of("tokens", 7L, "events", 1_000L));
        assertThat(cleanup.last()).contains(run);
    }
}
