package io.tollgate.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.lab.server.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginCrowdTest {
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int signUpStatus = 201;

    private record Sent(String path, String address, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            sent.add(new Sent(
                    path,
                    exchange.getRemoteAddress().getAddress().getHostAddress(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(path.endsWith("signup") ? signUpStatus : 200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void everybodyHasAnAccountAndAnAddressAndLogsInByOneCallerOnly() throws Exception {
        LoginCrowd crowd = LoginCrowd.signUp(uri(), 5);
        List<Sent> signUps = List.copyOf(sent);
        sent.clear();
        logIn(crowd, 0, 3);
        List<Sent> first = List.copyOf(sent);
        sent.clear();
        logIn(crowd, 1, 2);
        List<Sent> second = List.copyOf(sent);

        assertThat(signUps).hasSize(5).extracting(Sent::body).doesNotHaveDuplicates();
        assertThat(signUps).extracting(Sent::address).doesNotHaveDuplicates();
        // People 0, 2 and 4, and 1 and 3, with what they signed up with.
        assertThat(first).extracting(Sent::body, Sent::address).containsExactly(people(signUps, 0, 2, 4));
        assertThat(second).extracting(Sent::body, Sent::address).containsExactly(people(signUps, 1, 3));
        assertThat(first).allMatch(login -> login.path().equals("/api/auth/login"));
    }

    private static void logIn(LoginCrowd crowd, int number, int times) throws IOException {
        try (Caller caller = crowd.caller(number, 2)) {
            for (int i = 0; i < times; i++) {
                assertThat(caller.exchange()).isEqualTo(200);
            }
        }
    }

    private static Tuple[] people(List<Sent> signUps, int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(signUps::get)
                .map(person -> tuple(person.body(), person.address()))
                .toArray(Tuple[]::new);
    }

    @Test
    void signUpThatIsRefusedIsAnError() {
        signUpStatus = 429;

        assertThatIOException().isThrownBy(() -> LoginCrowd.signUp(uri(), 1)).withMessageContaining("429");
    }
}
