package io.tollgate.server.alert;

import io.tollgate.server.alert.AlertAnswers.TestResult;
import io.tollgate.server.alert.AlertChannel.Outcome;
import io.tollgate.server.alert.AlertMessage.Form;
import io.tollgate.server.identity.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a test through every channel at once and waits for what they say. Outside of the budgets: an admin asked for it.
final class ChannelTest {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final List<AlertChannel> channels;
    private final TimeOrderedIds ids;
    private final InstantSource clock;

    ChannelTest(List<AlertChannel> channels, TimeOrderedIds ids, InstantSource clock) {
        this.channels = channels;
        this.ids = ids;
        this.clock = clock;
    }

    List<TestResult> run() {
        Instant now = clock.instant();
        AlertMessage message = new AlertMessage(
                ids.next(), AlertKind.OTHER, Priority.LOW, Form.TEST, Optional.empty(), 0, now, now, List.of(), 0);
        Map<String, FutureTask<Outcome>> running = new LinkedHashMap<>();
        for (AlertChannel channel : channels) {
            FutureTask<Outcome> task = new FutureTask<>(() -> channel.send(message));
            Thread.ofVirtual().name("alert-test").start(task);
            running.put(channel.name(), task);
        }
        long end = System.nanoTime() + DEADLINE.toNanos();
        List<TestResult> results = new ArrayList<>();
        running.forEach((channel, task) -> results.add(result(channel, task, end - System.nanoTime())));
        return results;
    }

    private static TestResult result(String channel, FutureTask<Outcome> task, long nanos) {
        try {
            return switch (task.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS)) {
                case Outcome.Delivered() -> new TestResult(channel, true, null);
                case Outcome.TryAgain(String why, Duration _) -> failed(channel, why);
                case Outcome.Refused(String why) -> failed(channel, why);
            };
        } catch (TimeoutException e) {
            task.cancel(true);
            return failed(channel, "no answer within " + DEADLINE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return failed(channel, "failed: " + e.getCause().getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(channel, "the server stops");
        }
    }

    private static TestResult failed(String channel, String why) {
        return new TestResult(channel, false, SafeText.line(why, 200));
    }
}
