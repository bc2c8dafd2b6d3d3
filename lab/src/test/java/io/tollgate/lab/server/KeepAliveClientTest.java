package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.TrivialServer;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveClientTest {
    private static final Request REQUEST = Request.get("/200");

    @Test
    void serverThatDoesNotAnswerIsNotWaitedForWithoutEnd() throws Exception {
        try (TrivialServer server = TrivialServer.start();
                KeepAliveClient client = new KeepAliveClient(server.uri(), REQUEST, Duration.ofMillis(50))) {
            server.stall(5_000);

            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::exchange);
        }
    }

    @Test
    void serverThatAnswersIsAskedAgain() throws Exception {
        try (TrivialServer server = TrivialServer.start();
                KeepAliveClient client = new KeepAliveClient(server.uri(), REQUEST)) {
            assertThat(client.exchange()).isEqualTo(200);
            assertThat(client.exchange()).isEqualTo(200);
        }
    }
}
