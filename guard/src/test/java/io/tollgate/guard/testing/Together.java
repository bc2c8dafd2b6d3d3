package io.tollgate.guard.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/// Does one thing many times at once, one virtual thread each.
public final class Together {
    private static final long DEADLINE_SECONDS = 60;

    private Together() {}

    /// The results of `work` for 0 to `times - 1`, in that order. All wait for each other before they begin.
    ///
    /// @throws AssertionError when they do not end: a deadlock
    public static <T> List<T> run(int times, IntFunction<T> work) {
        CountDownLatch ready = new CountDownLatch(times);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return work.apply(number);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } catch (TimeoutException e) {
            throw new AssertionError("not done within " + DEADLINE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("one of the parallel runs failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
