package io.tollgate.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestCertificate;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.rsa();
    private static final String LIVEZ = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(new ManualClock(), CERTIFICATE.writeTo(folder));
        client = server.client(CERTIFICATE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLSocket connect(String protocol) throws IOException {
        return connect(protocol, server.port());
    }

    private static SSLSocket connect(String protocol, int port) throws IOException {
        SSLSocket socket = (SSLSocket) CERTIFICATE.trusted().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    private static void offer(SSLSocket socket, String... protocols) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
    }

    @Test
    void personIsServedAsWithoutIt() {
        Answer signUp = client.signUp(People.freshEmail());
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        ApiClient person = client.as(signUp.at("/accessToken"));

        Answer upload = person.upload("large.bin", content);

        assertThat(signUp.status()).isEqualTo(201);
        assertThat(upload.status()).isEqualTo(201);
        byte[] download = person.get("/api/files/" + upload.at("/files/0/id") + "/content").body();
        assertThat(Arrays.equals(download, content)).isTrue();
    }

    @Test
    void cookiesAreSecureAndTheBrowserIsToComeBackByTls() {
        String email = People.freshEmail();
        client.signUp(email);

        Answer answer = client.logIn(email, ApiClient.PASSWORD);

        assertThat(answer.header("Set-Cookie")).contains("Secure");
        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
    }

    @Test
    void certificateOfAnEllipticCurveWillDoToo(@TempDir Path other) throws IOException {
        TestCertificate certificate = TestCertificate.ec();
        try (TestServer second = TestServer.start(new ManualClock(), certificate.writeTo(other))) {
            assertThat(second.client(certificate).get("/readyz").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void newProtocolsAreSpokenWithForwardSecrecy(String protocol) throws IOException {
        try (SSLSocket socket = connect(protocol)) {
            socket.startHandshake();

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSession().getCipherSuite()).matches("TLS_(ECDHE_RSA_WITH_)?(AES|CHACHA20)_.*");
        }
    }

    @Test
    void suitesWithoutAuthenticatedEncryptionAreRefused() throws IOException {
        try (SSLSocket socket = connect("TLSv1.2")) {
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    /// In a process of its own, as in earnest: the JDK decides on it when a process first speaks TLS, for all of it.
    @Test
    void secondHandshakeOnAConnectionIsRefused(@TempDir Path data) throws IOException {
        try (ChildServer child = ChildServer.start(data, List.of(), CERTIFICATE.writeTo(folder))) {
            int port = child.uri().getPort();
            try (SSLSocket socket = connect("TLSv1.2", port)) {
                socket.startHandshake();
                socket.startHandshake();

                assertThatThrownBy(() -> {
                            socket.getOutputStream().write(LIVEZ.getBytes());
                            socket.getInputStream().read();
                        })
                        .isInstanceOf(IOException.class);
            }
            try (RawHttp another = RawHttp.connect(port).secured(CERTIFICATE)) {
                assertThat(another.isAnswered()).isTrue();
            }
        }
    }

    @Test
    void keysChangedWithoutEndAreCutOff() throws IOException {
        try (SSLSocket socket = connect("TLSv1.3")) {
            assertThatThrownBy(() -> {
                        // Each after the first asks for new keys, which costs the server an answer.
                        for (int i = 0; i < 5_000; i++) {
                            socket.startHandshake();
                        }
                        socket.getOutputStream().write(LIVEZ.getBytes());
                        socket.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(client.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void stoppingWaitsForNobodyWhoSaysNothing(@TempDir Path other) throws IOException {
        TestServer stopped = TestServer.start(new ManualClock(), CERTIFICATE.writeTo(other));
        try (RawHttp line = RawHttp.connect(stopped.port());
                RawHttp idle = RawHttp.connect(stopped.port()).secured(CERTIFICATE)) {
            assertThat(idle.send(LIVEZ).reply().orElseThrow().status()).isEqualTo(200);
            Eventually.within(Duration.ofSeconds(10), "both are counted", () -> stopped.openConnections() == 2);

            // What runs is given ten seconds.
            assertTimeout(Duration.ofSeconds(9), stopped::close);
            assertThat(line.isClosedByServer()).isTrue();
            assertThat(idle.isClosedByServer()).isTrue();
        }
    }

    @Test
    void protocolsAreAgreedUpon() throws IOException {
        try (SSLSocket socket = connect("TLSv1.3")) {
            offer(socket, "h2", "http/1.1");
            socket.startHandshake();

            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
        try (SSLSocket socket = connect("TLSv1.3")) {
            offer(socket, "h2");

            assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
        }
    }

    @Test
    void whoeverSpeaksInTheClearLearnsNothing() {
        try (RawHttp plain = RawHttp.connect(server.port())) {
            assertThat(plain.sendWhatIsTaken(LIVEZ.getBytes()).reply()).isEmpty();
        }
        assertThat(client.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void endOfAConnectionIsToldFromItsBeingCutOff() {
        try (RawHttp connection = RawHttp.connect(server.port()).secured(CERTIFICATE)) {
            connection.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(connection.reply().orElseThrow().status()).isEqualTo(200);
            assertThat(connection.reply()).isEmpty();
        }
    }
}
