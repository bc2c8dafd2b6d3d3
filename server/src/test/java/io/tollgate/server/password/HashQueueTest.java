package io.tollgate.server.password;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashQueueTest {
    private static final int LOGINS = 60;

    @Test
    void fullQueueRefusesAtOnceAndTheRestStaysFast() {
        try (TestServer server = TestServer.start(
                new ManualClock(), Map.of("hash.threads", "1", "hash.queue", "1"))) {
            String email = People.freshEmail();
            server.client().signUp(email);
            AtomicInteger running = new AtomicInteger(LOGINS);
            AtomicInteger healthAnswers = new AtomicInteger();

            List<Answer> answers = Together.run(LOGINS + 1, i -> {
                if (i < LOGINS) {
                    Answer answer = server.client().logIn(email, PASSWORD);
                    running.decrementAndGet();
                    return answer;
                }
                Answer livez;
                do {
                    livez = server.client().get("/livez");
                    healthAnswers.incrementAndGet();
                } while (running.get() > 0);
                return livez;
            });

            assertThat(answers).extracting(Answer::status).containsOnly(200, 503);
            assertThat(answers.subList(0, LOGINS)).extracting(Answer::status).contains(200, 503);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 503)
                    .allMatch(answer -> answer.code().equals("unavailable"))
                    .allMatch(answer -> Integer.parseInt(answer.header("Retry-After")) >= 1);
            // Health was answered again and again while passwords were hashed, not once they were done.
            assertThat(healthAnswers).hasValueGreaterThanOrEqualTo(5);
            assertThat(server.client().logIn(email, PASSWORD).status()).isEqualTo(200);
        }
    }
}
