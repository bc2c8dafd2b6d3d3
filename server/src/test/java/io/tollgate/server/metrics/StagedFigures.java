package io.tollgate.server.metrics;

import io.tollgate.guard.testing.ManualClock;
import java.time.Duration;

/// Rules whose figures are what a test says, for tests of those that hear of them.
public final class StagedFigures {
    private static final int LOOKS_THAT_RAISE_OR_END = 6;

    public final PerformanceRules rules = new PerformanceRules(Measured.ALERTS);
    private final ManualClock clock;

    public StagedFigures(ManualClock clock) {
        this.clock = clock;
    }

    /// So much memory is resident, of 500 MB at most, until the rules have drawn their conclusion.
    public void memory(double megabytes) {
        for (int i = 0; i < LOOKS_THAT_RAISE_OR_END; i++) {
            rules.look(new RecentMinute(0, 0, megabytes, 10, 1, 100, 1, 10, 0), clock.instant());
            clock.advance(Duration.ofSeconds(SlidingMinute.SLICE));
        }
    }
}
