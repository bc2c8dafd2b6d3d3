package io.tollgate.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.guard.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// People who look at their files and upload others without a pause: what may be asked twice, and what must not.
public final class PersonTraffic implements AutoCloseable {
    private static final int ENOUGH = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong uploads = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean over;

    private PersonTraffic(List<ApiClient> people) {
        threads = people.stream()
                .map(person -> Thread.ofVirtual().start(() -> {
                    while (!over) {
                        act(person);
                    }
                }))
                .toList();
    }

    /// Signs them up and begins.
    public static PersonTraffic begin(int people, ApiClient client) {
        return new PersonTraffic(
                IntStream.range(0, people).mapToObj(_ -> client.signedUp(People.freshEmail())).toList());
    }

    private void act(ApiClient person) {
        try {
            expect(200, person.get("/api/files?limit=1"));
            if (expect(201, person.upload("file", "content".getBytes(UTF_8)))) {
                uploads.incrementAndGet();
            }
        } catch (RuntimeException e) {
            // A request that nobody answers, for example.
            failures.add(e.toString());
        }
    }

    private boolean expect(int status, Answer answer) {
        requests.incrementAndGet();
        boolean expected = answer.status() == status;
        if (!expected) {
            failures.add(answer.status() + " instead of " + status + ": " + answer.text());
        }
        return expected;
    }

    /// Returns when some more requests were answered.
    public void awaitMore() {
        long before = requests.get();
        Eventually.within(SOON, "more requests", () -> requests.get() > before + ENOUGH);
    }

    public long requests() {
        return requests.get();
    }

    /// Uploads that were acknowledged.
    public long uploads() {
        return uploads.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /// Returns when the last of them has its answer.
    @Override
    public void close() {
        over = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }
}
