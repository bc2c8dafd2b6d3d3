package io.tollgate.server.alert;

import io.tollgate.server.alert.AlertChannel.Outcome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Posts to a far end and reads from its answer what became of it. Redirects are not followed: the address that was
/// configured is the one that gets the message. Nothing here names the address, which may be a secret.
final class HttpDelivery implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    static final Duration LONGEST_WISH = Duration.ofHours(6);

    /// The body of an answer is of no use, might be endless, and is under no deadline.
    private static final class Unread implements BodySubscriber<Void> {

        @Override
        public CompletionStage<Void> getBody() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable throwable) {}

        @Override
        public void onComplete() {}
    }

    private final InstantSource clock;
    /// Made when first needed: it has a thread, and most servers never need it.
    private @Nullable HttpClient client;

    HttpDelivery(InstantSource clock) {
        this.clock = clock;
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        return client;
    }

    Outcome post(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Void> answer = client().send(request, _ -> new Unread());
            return outcome(answer.statusCode(), answer.headers());
        } catch (HttpTimeoutException e) {
            return Outcome.tryAgain("no answer within " + TIMEOUT.toSeconds() + " s");
        } catch (IOException e) {
            return Outcome.tryAgain("no connection: " + e.getClass().getSimpleName());
        }
    }

    private Outcome outcome(int status, HttpHeaders headers) {
        if (status / 100 == 2) {
            return new Outcome.Delivered();
        }
        String why = "answered with " + status;
        if (status == 429 || status == 408 || status / 100 == 5) {
            return new Outcome.TryAgain(why, wish(headers));
        }
        return new Outcome.Refused(why);
    }

    /// How long the far end wants to be left alone.
    private Duration wish(HttpHeaders headers) {
        Optional<Duration> limits = headers.firstValue("X-Sentry-Rate-Limits").flatMap(HttpDelivery::ofErrors);
        Duration wish = limits.or(() -> headers.firstValue("Retry-After").flatMap(this::retryAfter))
                .orElse(Duration.ZERO);
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }

    private Optional<Duration> retryAfter(String text) {
        try {
            return seconds(text).or(() -> Optional.of(Duration.between(
                    clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /// The longest limit that concerns errors, of `seconds:categories:scope, ...`; no category means all of them.
    private static Optional<Duration> ofErrors(String text) {
        return Arrays.stream(text.split(","))
                .map(limit -> limit.strip().split(":", -1))
                .filter(parts -> parts.length >= 2 && concernsErrors(parts[1]))
                .flatMap(parts -> seconds(parts[0]).stream())
                .max(Duration::compareTo);
    }

    private static boolean concernsErrors(String categories) {
        return categories.isEmpty() || Arrays.asList(categories.split(";")).contains("error");
    }

    private static Optional<Duration> seconds(String text) {
        return Optional.of(text.strip())
                .filter(digits -> digits.matches("[0-9]{1,9}"))
                .map(digits -> Duration.ofSeconds(Long.parseLong(digits)));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
