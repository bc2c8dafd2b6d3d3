package io.tollgate.lab.run;

import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.scenario.Plan;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Beside the driver, once a second: tells the progress, renews tokens that are about to end, and ends a run whose
/// server is gone.
final class Companion {
    private static final int PATIENCE_SECONDS = 3;
    private static final int ENOUGH = 5;

    private final Plan plan;
    private final OpenLoop driver;
    private final Cast cast;
    private final Progress progress;
    private final Consumer<String> stop;
    private final Thread thread;
    private long completedBefore;
    private long answeredBefore;
    private long unansweredAtLastAnswer;
    private int silentSeconds;

    /// @param stop told why
    Companion(Plan plan, OpenLoop driver, Cast cast, Progress progress, Consumer<String> stop) {
        this.plan = plan;
        this.driver = driver;
        this.cast = cast;
        this.progress = progress;
        this.stop = stop;
        this.thread = Thread.ofPlatform().daemon().name("companion").start(this::accompany);
    }

    private void accompany() {
        try {
            for (int second = 1; ; second++) {
                TimeUnit.SECONDS.sleep(1);
                tell(second);
                endIfGone();
                renewTokens();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void tell(int second) {
        Recording recording = driver.recording();
        long completed = recording.completed();
        progress.running(
                second,
                (int) Math.ceil(plan.length().toMillis() / 1_000.0),
                phase(second),
                new Progress.Rates(completed - completedBefore, recording.failed(), driver.underWay()));
        completedBefore = completed;
    }

    private String phase(int second) {
        if (second * 1_000L <= plan.scenario().warmUp().toMillis()) {
            return "warm-up";
        }
        if (plan.scenario().attack().isEmpty()) {
            return "measuring";
        }
        return second * 1_000L <= plan.scenario().lead().toMillis() ? "users alone" : "under attack";
    }

    private void endIfGone() {
        Recording recording = driver.recording();
        long answered = recording.answered();
        if (answered > answeredBefore) {
            silentSeconds = 0;
            unansweredAtLastAnswer = recording.unanswered();
        } else {
            silentSeconds++;
        }
        answeredBefore = answered;
        if (silentSeconds >= PATIENCE_SECONDS && recording.unanswered() - unansweredAtLastAnswer >= ENOUGH) {
            stop.accept("the server does not answer any more");
        }
    }

    private void renewTokens() {
        cast.users().stream().filter(Person::mustRenew).forEach(person -> Thread.ofVirtual().start(() -> {
            try {
                Response response = person.client().send(person.refresh());
                if (response.status() == 200) {
                    person.takeTokens(response);
                }
            } catch (IOException e) {
                // Its next request will say so.
            }
        }));
    }

    void close() {
        thread.interrupt();
    }
}
