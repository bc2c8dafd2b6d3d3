package io.tollgate.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestCertificate;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds for connections in the clear holds for those with TLS, from their first byte.
@EnabledOnOs(OS.LINUX)
class TlsConnectionTest {
    private static final int PER_ADDRESS = 3;
    private static final int IN_ALL = 8;
    private static final String POST =
            "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private static final TestCertificate CERTIFICATE = TestCertificate.ec();

    @TempDir
    private static Path folder;

    private static TestServer server;

    private final List<RawHttp> connections = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> settings = new HashMap<>(CERTIFICATE.writeTo(folder));
        settings.put("http.max-connections", String.valueOf(IN_ALL));
        settings.put("http.max-connections-per-address", String.valueOf(PER_ADDRESS));
        settings.put("http.request-time", "1s");
        server = TestServer.start(new ManualClock(), settings);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nobodyIsLeft() {
        Eventually.within(Duration.ofSeconds(10), "no connection is open", () -> server.openConnections() == 0);
    }

    @AfterEach
    void hangUp() {
        connections.forEach(RawHttp::close);
    }

    /// A line on which nothing was said.
    private RawHttp line(String from) {
        RawHttp line = RawHttp.connect(from, server.port());
        connections.add(line);
        return line;
    }

    private RawHttp secured(String from) {
        RawHttp connection = line(from).secured(CERTIFICATE);
        connections.add(connection);
        return connection;
    }

    private RawHttp idle(String from) {
        RawHttp connection = secured(from);
        assertThat(connection.isAnswered()).isTrue();
        return connection;
    }

    private static byte[] clientHello() throws SSLException {
        SSLEngine engine = CERTIFICATE.trusted().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] bytes = new byte[hello.flip().remaining()];
        hello.get(bytes);
        return bytes;
    }

    @Test
    void lineThatSaysNothingTakesItsPlaceAndOneTooManyIsClosedWithoutAHandshake() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            line("127.0.0.2");
        }
        Eventually.within(
                Duration.ofSeconds(10), "they are counted", () -> server.openConnections() == PER_ADDRESS);

        assertThat(line("127.0.0.2").isClosedByServer()).isTrue();
        idle("127.0.0.3");
    }

    @Test
    void lineWithoutAHandshakeGivesUpItsPlaceToANewcomer() {
        List<RawHttp> silent = new ArrayList<>();
        for (int i = 0; i < IN_ALL; i++) {
            int before = server.openConnections();
            silent.add(line("127.0.0." + (2 + i / PER_ADDRESS)));
            Eventually.within(Duration.ofSeconds(10), "it is counted", () -> server.openConnections() == before + 1);
        }

        idle("127.0.0.10");
    }

    @Test
    void handshakeThatDripsIsCutOff() throws SSLException {
        byte[] hello = clientHello();

        assertThat(line("127.0.0.2").drip(hello)).isLessThan(hello.length);
    }

    @Test
    void headThatDripsIsCutOff() {
        RawHttp slow = secured("127.0.0.2").send("GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        assertThat(slow.drip("a".repeat(200))).isLessThan(200);
    }

    @Test
    void bodyThatDripsIsCutOff() {
        RawHttp slow = secured("127.0.0.2").send(POST + "Content-Length: 1000\r\n\r\n{");

        assertThat(slow.drip(" ".repeat(200))).isLessThan(200);
    }

    @Test
    void timeBetweenRequestsIsNotThatOfARequest() {
        RawHttp patient = idle("127.0.0.2");

        for (int i = 0; i < 3; i++) {
            assertThat(patient.isLeftAloneFor(Duration.ofMillis(600))).isTrue();
            assertThat(patient.isAnswered()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "413, 'Transfer-Encoding: chunked||6400000|'",
        "400, 'Transfer-Encoding: chunked||zz|'",
        "413, 'Content-Length: 70000||'",
        "400, 'Content-Length: 5|Content-Length: 6||'",
        "400, 'Content-Length: 2|Transfer-Encoding: chunked||'"
    })
    void framingIsRefusedAsInTheClear(int status, String rest) {
        RawHttp connection = secured("127.0.0.2").send(POST + rest.replace("|", "\r\n"));

        RawHttp.Reply reply = connection.reply().orElseThrow();
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Connection")).contains("close");
    }

    @Test
    void endlessBodyIsRefusedBeforeItsEnd() {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";

        RawHttp connection = secured("127.0.0.2")
                .sendWhatIsTaken((POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17)).getBytes(ISO_8859_1));

        assertThat(connection.reply().orElseThrow().status()).isEqualTo(413);
    }

    @Test
    void headersOfManyBytesAreRefused() {
        RawHttp connection = secured("127.0.0.2").sendWhatIsTaken(
                ("GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(17_000) + "\r\n\r\n").getBytes(ISO_8859_1));

        assertThat(connection.reply().orElseThrow().status()).isEqualTo(431);
    }

    @Test
    void garbageInsteadOfAHandshakeEndsTheConnection() {
        RawHttp garbage = line("127.0.0.2").sendWhatIsTaken(new byte[100_000]);

        assertThat(garbage.reply()).isEmpty();
    }
}
