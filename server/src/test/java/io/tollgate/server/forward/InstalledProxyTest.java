package io.tollgate.server.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Ports;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.Programs;
import io.tollgate.server.testing.ProxyProcess;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The configurations in `deploy/forward-auth`, in the proxies that are installed. Those that are not are skipped.
class InstalledProxyTest {
    private static final Path CONFIGURATIONS = Path.of("..", "deploy", "forward-auth");

    /// A proxy that can be started by hand.
    private enum Proxy {
        NGINX("nginx.conf", 403) {
            @Override
            List<String> command(Path configuration) {
                return List.of(
                        "nginx",
                        "-e",
                        "stderr",
                        "-p",
                        configuration.getParent().toString(),
                        "-c",
                        configuration.toString(),
                        "-g",
                        "daemon off; master_process off;");
            }
        },
        CADDY("Caddyfile", 429) {
            @Override
            List<String> command(Path configuration) {
                return List.of("caddy", "run", "--adapter", "caddyfile", "--config", configuration.toString());
            }
        };

        private final String file;
        private final int limited;

        Proxy(String file, int limited) {
            this.file = file;
            this.limited = limited;
        }

        abstract List<String> command(Path configuration);

        String program() {
            return command(Path.of("/none")).getFirst();
        }
    }

    @TempDir
    private Path folder;

    private TestServer server;
    private HttpServer application;
    private ProxyProcess process;
    private ApiClient client;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(
                new ManualClock(), Map.of("guard.layers", "all", "trusted-proxies", "127.0.0.1"));
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", exchange -> {
            String body = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " by "
                    + exchange.getRequestHeaders().getFirst("X-Tollgate-User") + " as "
                    + exchange.getRequestHeaders().getFirst("X-Tollgate-Role");
            exchange.sendResponseHeaders(200, body.length());
            try (exchange) {
                exchange.getResponseBody().write(body.getBytes(UTF_8));
            }
        });
        application.start();
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.close();
        }
        application.stop(0);
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void askBeforeTheyPassRequestsOn(Proxy proxy) throws IOException {
        run(proxy);
        Answer signUp = server.client().signUp(People.freshEmail());
        String userId = signUp.at("/user/id");
        ApiClient liar = client.with("X-Tollgate-User", "root").with("X-Tollgate-Role", "admin");

        assertThat(liar.get("/shop?item=1").text())
                .as("an identity that the client made up")
                .isEqualTo("GET /shop?item=1 by null as null");
        assertThat(liar.as(signUp.at("/accessToken")).post("/shop", Map.of("a", "b")).text())
                .isEqualTo("POST /shop by " + userId + " as user");

        List<Answer> answers = Together.run(60, _ -> client.get("/poll"));

        assertThat(answers.stream().filter(answer -> answer.status() == 200).count()).isEqualTo(49);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allMatch(answer -> answer.status() == proxy.limited)
                .allMatch(answer -> Integer.parseInt(answer.header("Retry-After")) > 0);

        // Nobody bans himself.
        ApiClient admin = server.client().with("X-Forwarded-For", "192.0.2.1").asAdmin();
        assertThat(admin.post("/api/admin/security/ips/127.0.0.1/ban", Map.of("reason", "test")).status())
                .isEqualTo(200);
        assertThat(client.get("/shop").status()).isEqualTo(403);
    }

    /// @throws IOException when its configuration cannot be written
    private void run(Proxy proxy) throws IOException {
        Programs.require(proxy.program());
        int port = Ports.free();
        String text = Files.readString(CONFIGURATIONS.resolve(proxy.file))
                .replace("127.0.0.1:8080", "127.0.0.1:" + server.port())
                .replace("127.0.0.1:3000", "127.0.0.1:" + application.getAddress().getPort())
                .replace("127.0.0.1:8000", "127.0.0.1:" + port);
        Path configuration = Files.writeString(folder.resolve(proxy.file), text);
        process = ProxyProcess.start(proxy.command(configuration), folder.resolve("proxy.log"), port);
        client = new ApiClient(URI.create("http://127.0.0.1:" + port));
    }
}
