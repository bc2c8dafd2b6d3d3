package io.tollgate.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.InProcessWindowStore;
import io.tollgate.guard.window.NanoClock;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import io.tollgate.guard.window.WindowStore;
import java.util.List;

/// What [AdmitBenchmark] compares: decides about a request under three limits at once, all or nothing.
sealed interface Limiter {
    List<WindowRule> RULES = List.of(
            new WindowRule(0, "files", RateLimit.parse("600/10m")),
            new WindowRule(1, "default", RateLimit.parse("600/10m")),
            new WindowRule(2, "bot", RateLimit.parse("49/1m")));

    /// @return how many nanoseconds to wait; 0 if the request is admitted
    long waitNanos(Subject subject);

    /// Sliding windows of this project.
    final class Windows implements Limiter {
        private static final long MAX_BYTES = 128L << 20;

        private final WindowStore store;

        Windows(NanoClock clock) {
            store = new InProcessWindowStore(MAX_BYTES, clock, 42);
        }

        @Override
        public long waitNanos(Subject subject) {
            return switch (store.admit(subject, RULES, 1)) {
                case Admission.Admitted _ -> 0;
                case Admission.Refused refused -> refused.retryAfter().toNanos();
                case Admission.Full full -> full.retryAfter().toNanos();
            };
        }
    }

    /// A Bucket4j bucket per subject with the three limits as bandwidths, held in a Caffeine cache: what one would build from
    /// the usual libraries. Such a bucket may admit up to twice its limit in a window, which ours must not.
    final class Buckets implements Limiter {
        private static final long MAX_SUBJECTS = 200_000;

        private final Cache<Subject, Bucket> buckets = Caffeine.newBuilder().maximumSize(MAX_SUBJECTS).build();
        private final TimeMeter clock;

        Buckets(NanoClock clock) {
            this.clock = new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return clock.nanos();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            };
        }

        @Override
        public long waitNanos(Subject subject) {
            Bucket bucket = buckets.get(subject, _ -> bucket());
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            return probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill();
        }

        private Bucket bucket() {
            var builder = Bucket.builder().withCustomTimePrecision(clock);
            for (WindowRule rule : RULES) {
                RateLimit limit = rule.limit();
                builder.addLimit(bandwidth -> bandwidth.capacity(limit.count()).refillGreedy(limit.count(), limit.period()));
            }
            return builder.build();
        }
    }
}
