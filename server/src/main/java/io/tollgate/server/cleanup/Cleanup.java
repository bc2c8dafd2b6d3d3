package io.tollgate.server.cleanup;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs the clean-up tasks. Thread-safe; a second run waits for the first, and finds little left.
public final class Cleanup {
    private static final System.Logger LOG = System.getLogger(Cleanup.class.getName());
    private static final int BATCH = 500;

    private final List<CleanupTask> tasks;
    private final InstantSource clock;
    private final ReentrantLock running = new ReentrantLock();
    private volatile Optional<Run> last = Optional.empty();

    public Cleanup(List<CleanupTask> tasks, InstantSource clock) {
        this.tasks = List.copyOf(tasks);
        this.clock = clock;
    }

    /// One run.
    ///
    /// @param state   `running`, `finished` or `failed`
    /// @param removed how many of each type; of a dry run, how many would be
    public record Run(
            String state, boolean dryRun, Instant startedAt, @Nullable Instant finishedAt, Map<String, Long> removed) {

        private Run with(String name, long count) {
            Map<String, Long> more = new LinkedHashMap<>(removed);
            more.put(name, count);
            return new Run(state, dryRun, startedAt, finishedAt, more);
        }

        private Run ended(String how, Instant at) {
            return new Run(how, dryRun, startedAt, at, removed);
        }
    }

    /// The types there are.
    public Set<String> types() {
        return tasks.stream().map(CleanupTask::name).collect(Collectors.toUnmodifiableSet());
    }

    /// The run that is under way, else the last one of this node since it started.
    public Optional<Run> last() {
        return last;
    }

    /// What a run would remove now.
    public Run dryRun(Set<String> types) {
        Run run = new Run("finished", true, clock.instant(), null, Map.of());
        for (CleanupTask task : chosen(types)) {
            run = run.with(task.name(), task.count());
        }
        return run.ended("finished", clock.instant());
    }

    /// Removes everything superfluous of these types.
    public Run run(Set<String> types) {
        running.lock();
        try {
            return runAlone(chosen(types));
        } finally {
            running.unlock();
        }
    }

    /// Everything, as on schedule.
    public void runAll() {
        run(types());
    }

    private List<CleanupTask> chosen(Set<String> types) {
        return tasks.stream().filter(task -> types.contains(task.name())).toList();
    }

    private Run runAlone(List<CleanupTask> chosen) {
        Run run = new Run("running", false, clock.instant(), null, Map.of());
        try {
            for (CleanupTask task : chosen) {
                long removed = 0;
                long batch;
                do {
                    last = Optional.of(run);
                    batch = task.removeSome(BATCH);
                    removed += batch;
                    // After each batch: what the task removed before it failed stays removed, and counts.
                    run = run.with(task.name(), removed);
                } while (batch == BATCH);
            }
            run = run.ended("finished", clock.instant());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the clean-up failed; what it removed so far stays removed", e);
            run = run.ended("failed", clock.instant());
        }
        last = Optional.of(run);
        return run;
    }
}
