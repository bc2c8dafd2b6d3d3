package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.tollgate.guard.redis.RedisSettings;
import io.tollgate.guard.redis.RedisWindowStore;
import io.tollgate.guard.window.Admission;
import io.tollgate.guard.window.RateLimit;
import io.tollgate.guard.window.Subject;
import io.tollgate.guard.window.WindowRule;
import java.time.Duration;
import java.util.List;

/// What [RedisAdmitBenchmark] compares: decides about a request under the limits of [Limiter#RULES], on Redis, over one
/// connection or, windows only, several. Safe for use by any number of threads.
sealed interface RedisLimiter extends AutoCloseable {
    boolean admits(Subject subject);

    @Override
    void close();

    /// Sliding windows of this project: one command asks one script about all limits.
    final class Windows implements RedisLimiter {
        /// Long enough that no request is given up: an abandoned one would count as work that nobody waited for.
        private static final Duration DEADLINE = Duration.ofSeconds(5);

        private final RedisWindowStore store;

        Windows(String uri, int connections) {
            store = RedisWindowStore.open(RedisSettings.of(uri).withConnections(connections).withDeadline(DEADLINE));
        }

        @Override
        public boolean admits(Subject subject) {
            return store.admit(subject, Limiter.RULES, 1) instanceof Admission.Admitted;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /// Bucket4j on Lettuce as its documentation has it: it reads a bucket, decides in the JVM and has a script write the bucket
    /// if nobody else did meanwhile.
    final class Buckets implements RedisLimiter {
        /// As in Bucket4j's documentation; beyond the time that it takes to refill the bucket.
        private static final Duration KEPT = Duration.ofSeconds(10);

        /// Buckets of all subjects that have the same limits.
        private record Kind(String prefix, BucketConfiguration configuration) {}

        private final RedisClient client;
        private final ProxyManager<byte[]> buckets;
        private final List<Kind> kinds;

        private Buckets(String uri, List<Kind> kinds) {
            this.kinds = kinds;
            client = RedisClient.create(uri);
            buckets = Bucket4jLettuce.casBasedBuilder(client.connect(ByteArrayCodec.INSTANCE))
                    .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT))
                    .build();
        }

        /// One bucket for each subject, which has all limits.
        static Buckets underOneKey(String uri) {
            return new Buckets(uri, List.of(new Kind("all:", configuration(Limiter.RULES))));
        }

        /// A bucket for each subject and limit.
        static Buckets underKeyPerLimit(String uri) {
            return new Buckets(uri, Limiter.RULES.stream()
                    .map(rule -> new Kind(rule.name() + ":", configuration(List.of(rule))))
                    .toList());
        }

        private static BucketConfiguration configuration(List<WindowRule> rules) {
            var builder = BucketConfiguration.builder();
            for (WindowRule rule : rules) {
                RateLimit limit = rule.limit();
                builder.addLimit(Bandwidth.builder()
                        .capacity(limit.count())
                        .refillGreedy(limit.count(), limit.period())
                        .build());
            }
            return builder.build();
        }

        /// Asks no further bucket after one that refuses.
        @Override
        public boolean admits(Subject subject) {
            return kinds.stream().allMatch(kind -> {
                byte[] key = (kind.prefix + subject.key()).getBytes(US_ASCII);
                return buckets.builder().build(key, kind::configuration).tryConsume(1);
            });
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
