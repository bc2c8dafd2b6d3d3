package io.tollgate.server.password;

import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;

/// Hashes and checks passwords on a bounded pool. Thread-safe; callers wait.
///
/// When the queue is full a call fails at once with a [ProblemException] `unavailable`, so that a flood of log-ins can
/// neither fill the memory nor let everybody wait for minutes.
public final class PasswordHasher implements AutoCloseable {

    /// What came of checking a password.
    public sealed interface Check {
        /// @param upgraded the hash under today's parameters, when the stored one had others
        record Match(Optional<String> upgraded) implements Check {}

        record Mismatch() implements Check {}
    }

    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final SecureRandom random;
    private final ThreadPoolExecutor workers;
    /// One per thread: 19 MiB each are reused instead of left to the collector.
    private final BlockingQueue<FixedBlockPool> memory;
    private final Argon2Hash nobody;
    private final LongAdder hashes = new LongAdder();

    /// @param threads hashes at once
    /// @param queue hashes that may wait
    public PasswordHasher(int threads, int queue, SecureRandom random) {
        this.random = random;
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name("password-hash-", 0).factory());
        this.memory = new ArrayBlockingQueue<>(threads);
        for (int i = 0; i < threads; i++) {
            memory.add(new FixedBlockPool(Argon2BytesGenerator.getBlockCount(MEMORY_KIB, PARALLELISM)));
        }
        this.nobody = fresh();
        random.nextBytes(nobody.hash());
    }

    /// Today's parameters with a new salt and no hash yet.
    private Argon2Hash fresh() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Argon2Hash(MEMORY_KIB, ITERATIONS, PARALLELISM, salt, new byte[HASH_BYTES]);
    }

    public String hash(Password password) {
        return onPool(pool -> hashed(fresh(), password, pool).text());
    }

    /// Checks a password against a stored hash. Without one, as for an unknown account, the same work is done against
    /// a hash that no password has, so that the time tells nothing.
    public Check check(Password password, Optional<String> stored) {
        Argon2Hash expected = stored.flatMap(Argon2Hash::parse).orElse(nobody);
        return onPool(pool -> check(password, expected, pool));
    }

    private Check check(Password password, Argon2Hash expected, FixedBlockPool pool) {
        if (!hashed(expected, password, pool).hasHashOf(expected)) {
            return new Check.Mismatch();
        }
        return new Check.Match(
                expected.hasParametersOf(nobody)
                        ? Optional.empty()
                        : Optional.of(hashed(fresh(), password, pool).text()));
    }

    private Argon2Hash hashed(Argon2Hash parameters, Password password, FixedBlockPool pool) {
        hashes.increment();
        return parameters.of(password, pool);
    }

    private <T> T onPool(Function<FixedBlockPool, T> work) {
        Future<T> result;
        try {
            result = workers.submit(() -> {
                FixedBlockPool pool = memory.take();
                try {
                    return work.apply(pool);
                } finally {
                    memory.add(pool);
                }
            });
        } catch (RejectedExecutionException e) {
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, RETRY_AFTER);
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw ProblemException.retryLater(ErrorCode.UNAVAILABLE, RETRY_AFTER);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        }
    }

    /// How many hashes ran since the start.
    public long hashes() {
        return hashes.sum();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        // The largest thing that a server holds is not to wait for whoever still refers to a server that has ended.
        memory.clear();
    }
}
