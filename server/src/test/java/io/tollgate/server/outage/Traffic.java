package io.tollgate.server.outage;

import io.tollgate.server.testing.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Users who do something on and on while a part fails, and what they were answered.
final class Traffic {
    private static final long PACE_NANOS = 5_000_000;

    /// @param status 0 when there was no answer
    record Outcome(int status, boolean saysWhen, Duration took) {}

    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private volatile boolean busy = true;

    /// So many users at once, each doing `work` again and again until `fault` returns.
    void during(int users, Runnable work, Runnable fault) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                running.add(threads.submit(() -> {
                    while (busy) {
                        work.run();
                        LockSupport.parkNanos(PACE_NANOS);
                    }
                }));
            }
            try {
                fault.run();
            } finally {
                busy = false;
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a user could not go on", e.getCause());
        }
    }

    /// Notes what was answered and how long that took.
    Answer note(Supplier<Answer> request) {
        long start = System.nanoTime();
        Answer answer = request.get();
        outcomes.add(new Outcome(
                answer.status(),
                !answer.header("Retry-After").isEmpty(),
                Duration.ofNanos(System.nanoTime() - start)));
        return answer;
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    long count(int status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    /// Forgets what was so far.
    void begin() {
        outcomes.clear();
    }

    Duration percentile(double share) {
        List<Duration> sorted = outcomes.stream().map(Outcome::took).sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    /// Says what is to be written down.
    ///
    /// @param fault    what failed
    /// @param recovery how long it took from the end of the fault until all was as before
    void report(String fault, Duration recovery) {
        System.out.printf("%s: %s; all as before %d ms after its end%n", fault, figures(), recovery.toMillis());
    }

    private String figures() {
        long failed = outcomes.stream().filter(outcome -> outcome.status() >= 500).count();
        return "%d requests, %d of them 5xx (%.1f %%), p50 %d ms, p99 %d ms, slowest %d ms".formatted(
                outcomes.size(), failed, 100.0 * failed / Math.max(1, outcomes.size()),
                percentile(0.5).toMillis(), percentile(0.99).toMillis(), percentile(1).toMillis());
    }
}
