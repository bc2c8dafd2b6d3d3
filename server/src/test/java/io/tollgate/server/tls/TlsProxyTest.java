package io.tollgate.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Ports;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.Nginx;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.Programs;
import io.tollgate.server.testing.ProxyProcess;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestCertificate;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The configuration in `deploy/nginx` in a real nginx, which speaks TLS and HTTP/2 for the server behind it.
@EnabledOnOs(OS.LINUX)
class TlsProxyTest {
    private static final Path CONFIGURATION = Path.of("..", "deploy", "nginx", "nodes.conf");
    private static final TestCertificate CERTIFICATE = TestCertificate.ec();
    private static final String PERSON = "127.0.0.7";

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static ProxyProcess nginx;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        Programs.require("nginx");
        server = TestServer.start(
                new ManualClock(), Map.of("guard.layers", "events", "trusted-proxies", "127.0.0.1"));
        Map<String, String> files = CERTIFICATE.writeTo(folder);
        port = Ports.free();
        String text = Files.readString(CONFIGURATION)
                .replaceAll("127\\.0\\.0\\.1:808[123]", "127.0.0.1:" + server.port())
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .replace("/etc/nginx/auth.example.org.crt", files.get("tls.certificate"))
                .replace("/etc/nginx/auth.example.org.key", files.get("tls.key"));
        nginx = Nginx.start(folder, text, port);
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
            server.close();
        }
    }

    private static HttpResponse<String> logIn(String email, String password) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(CERTIFICATE.trusted())
                .localAddress(InetAddress.ofLiteral(PERSON))
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/api/auth/login"))
                            .header("Content-Type", "application/json")
                            .header("X-Forwarded-For", "203.0.113.9")
                            .header("X-Forwarded-Proto", "http")
                            .POST(BodyPublishers.ofString(
                                    "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void personSpeaksHttp2AndTlsWithTheServerBehindIt() throws IOException, InterruptedException {
        String email = People.freshEmail();
        server.client().signUp(email);

        HttpResponse<String> answer = logIn(email, ApiClient.PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void addressIsThatOfThePersonWhateverHeSaysOfHimself() throws IOException, InterruptedException {
        String email = People.freshEmail();
        server.client().signUp(email);

        assertThat(logIn(email, "not the password at all").statusCode()).isEqualTo(401);

        assertThat(new Events(server.client().asAdmin()).await("type=authn_login_fail").get("ip").asString())
                .isEqualTo(PERSON);
    }

    @Test
    void nobodyElseIsBelievedToHaveComeByTls() {
        String email = People.freshEmail();
        server.client().signUp(email);
        String body = "{\"email\":\"" + email + "\",\"password\":\"" + ApiClient.PASSWORD + "\"}";
        try (RawHttp stranger = RawHttp.connect("127.0.0.8", server.port())) {
            RawHttp.Reply answer = stranger.send("POST /api/auth/login HTTP/1.1\r\nHost: x\r\n"
                            + "Content-Type: application/json\r\nX-Forwarded-Proto: https\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .reply()
                    .orElseThrow();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Set-Cookie").orElseThrow()).doesNotContain("Secure");
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
        }
    }
}
