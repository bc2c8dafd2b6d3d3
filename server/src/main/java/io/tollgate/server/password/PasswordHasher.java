package io.tollgate.server.password;

import io.tollgate.server.argon2.Argon2id;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.http.ProblemException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Hashes and checks passwords on a bounded pool. Thread-safe; callers wait.
///
/// When the queue is full a call fails at once with a [ProblemException] `unavailable`, so that a flood of log-ins can
/// neither fill the memory nor let everybody wait for minutes. Who waits how, see [HashQueue].
public final class PasswordHasher implements AutoCloseable {

    /// What came of checking a password.
    public sealed interface Check {
        /// @param upgraded the hash under today's parameters, when the stored one had others
        record Match(Optional<String> upgraded) implements Check {}

        record Mismatch() implements Check {}
    }

    private static final Argon2id FUNCTION = new Argon2id(19_456, 2, 1);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final SecureRandom random;
    private final HashQueue queue;
    private final HashWorkers workers;
    private final Argon2Hash nobody;
    private final LongAdder hashes = new LongAdder();
    private final LongAdder mismatches = new LongAdder();
    private volatile boolean closed;

    /// @param threads hashes at once
    /// @param queue hashes that may wait
    public PasswordHasher(int threads, int queue, SecureRandom random) {
        this.random = random;
        this.queue = new HashQueue(queue, threads);
        this.nobody = fresh();
        random.nextBytes(nobody.hash());
        this.workers = new HashWorkers(this.queue, threads);
    }

    /// Today's parameters with a new salt and no hash yet.
    private Argon2Hash fresh() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Argon2Hash(FUNCTION, salt, new byte[HASH_BYTES]);
    }

    public String hash(Password password, HashOwner owner) {
        return onPool(owner, () -> hashed(fresh(), password).text());
    }

    /// Checks a password against a stored hash. Without one, as for an unknown account, the same work is done against
    /// a hash that no password has, so that the time tells nothing.
    public Check check(Password password, Optional<String> stored, HashOwner owner) {
        Argon2Hash expected = stored.flatMap(Argon2Hash::parse).orElse(nobody);
        return onPool(owner, () -> {
            Check check = check(password, expected);
            if (!owner.isKnown()) {
                queue.checked(check instanceof Check.Match);
            }
            return check;
        });
    }

    private Check check(Password password, Argon2Hash expected) {
        if (!hashed(expected, password).hasHashOf(expected)) {
            mismatches.increment();
            return new Check.Mismatch();
        }
        return new Check.Match(
                expected.hasParametersOf(nobody)
                        ? Optional.empty()
                        : Optional.of(hashed(fresh(), password).text()));
    }

    private Argon2Hash hashed(Argon2Hash parameters, Password password) {
        hashes.increment();
        return parameters.of(password);
    }

    private <T> T onPool(HashOwner owner, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        if (closed || !queue.offer(new HashQueue.Entry(owner, task))) {
            throw unavailable();
        }
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (CancellationException e) {
            throw unavailable();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        }
    }

    private static ProblemException unavailable() {
        return ProblemException.retryLater(ErrorCode.UNAVAILABLE, RETRY_AFTER);
    }

    /// How many hashes ran since the start.
    public long hashes() {
        return hashes.sum();
    }

    /// How many passwords were hashed and found wrong since the start.
    public long mismatches() {
        return mismatches.sum();
    }

    /// How many hashes wait.
    public int waiting() {
        return queue.waiting();
    }

    /// What still waits fails as if the queue were full.
    @Override
    public void close() {
        closed = true;
        workers.close();
        queue.drain().forEach(entry -> ((FutureTask<?>) entry.work()).cancel(false));
    }
}
