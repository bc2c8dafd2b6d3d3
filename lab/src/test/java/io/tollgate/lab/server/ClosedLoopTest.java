package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.server.ClosedLoop.Slice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final Duration SLICE = Duration.ofMillis(200);

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicReference<String> body = new AtomicReference<>("");
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answered.incrementAndGet();
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void countsEveryAnswer() throws Exception {
        Slice slice = ClosedLoop.drive(uri(), Request.get("/a").as("token"), 2, SLICE);

        assertThat(slice.nanos().getTotalCount()).isPositive().isEqualTo(answered.get());
        assertThat(slice.perSecond()).isPositive();
    }

    @Test
    void sendsTheBody() throws Exception {
        ClosedLoop.drive(uri(), Request.json("POST", "/a", "{\"text\":\"\u00e4\"}"), 1, SLICE);

        assertThat(body.get()).isEqualTo("{\"text\":\"\u00e4\"}");
    }

    @Test
    void anotherStatusIsAnError() {
        status = 429;

        assertThatIOException()
                .isThrownBy(() -> ClosedLoop.drive(uri(), Request.get("/a").as("secret"), 1, SLICE))
                .withMessageContaining("GET /a answered 429")
                .withMessageNotContaining("secret");
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
