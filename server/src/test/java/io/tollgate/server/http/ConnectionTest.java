package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(new ManualClock(), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void staysOpenForTheNextRequest() {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                RawHttp.Reply reply = connection.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").reply().orElseThrow();
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("Connection")).isEmpty();
            }
        }
    }

    @Test
    void isClosedByTheServerWhenTheClientAsksForIt() {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(connection.reply().orElseThrow().header("Connection")).contains("close");
            assertThat(connection.reply()).isEmpty();
        }
    }

    @Test
    void isClosedByTheServerAfterAProblemThatSaysSo() {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n");

            assertThat(connection.reply().orElseThrow().status()).isEqualTo(400);
            assertThat(connection.reply()).isEmpty();
        }
    }
}
