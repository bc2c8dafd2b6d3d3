package io.tollgate.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process that is killed while it records and stores at once loses nothing and stores nothing twice.
class EventCrashTest {
    private static final int ROUNDS = 3;
    /// Numbers of one round, more than are recorded in it.
    private static final int ROUND = 1_000_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatWasRecordedIsThereExactlyOnce(TestDatabase engine) throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> settings = engine.freshSettings();
        List<Integer> recorded = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (EventRecorder recorder = EventRecorder.start(folder, settings, round * ROUND)) {
                recorded.addAll(recorder.killAfter(800 + random.nextInt(2_500)));
            }
        }

        try (EventFixture events = new EventFixture(settings, folder)) {
            events.open();
            events.stored();

            List<Integer> stored = events.all(EventType.AUTHZ_ADMIN).stream()
                    .map(event -> Integer.valueOf(event.details().get("act")))
                    .toList();
            assertThat(stored).as("seed %d", seed).doesNotHaveDuplicates().containsAll(recorded);
            // What each thread had recorded and not yet said.
            assertThat(stored.size() - recorded.size()).isLessThanOrEqualTo(2 * ROUNDS);
            assertThat(events.all(EventType.SYS_EVENTS_LOST)).isEmpty();
        }
    }
}
