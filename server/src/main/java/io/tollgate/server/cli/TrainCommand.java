package io.tollgate.server.cli;

import io.tollgate.server.TollgateServer;
import io.tollgate.server.log.Logging;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `train`: starts a server on an empty folder, sends it what clients send, and ends. The launcher runs it once after a
/// build, with the JVM recording which classes were needed, so that later starts find them prepared (JEP 483, 514).
@Command(name = "train", hidden = true, description = "Exercises a server for the ahead-of-time cache.")
final class TrainCommand implements Callable<Integer> {
    private static final String PERSON = "{\"email\":\"a@example.org\",\"password\":\"a passphrase for training\"}";
    private static final List<String> REQUESTS = List.of(
            request("GET", "/livez", ""),
            request("GET", "/readyz?verbose", ""),
            request("POST", "/api/auth/signup", PERSON),
            request("POST", "/api/auth/login", PERSON),
            request("POST", "/api/auth/refresh", "{\"refreshToken\":\"none\"}"),
            request("GET", "/api/files", ""),
            request("GET", "/.well-known/jwks.json", ""));

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tollgate-train");
        try {
            Settings settings = Settings.from(SettingsLoader.load(
                    Map.of("data.dir", folder.toString(), "port", "0"), Map.of(), Optional.empty()));
            Logging.configure(false);
            try (TollgateServer server = TollgateServer.start(settings, Clock.systemUTC(), System::nanoTime)) {
                for (String request : REQUESTS) {
                    exchange(server.port(), request);
                }
            }
        } finally {
            delete(folder);
        }
        return CommandLine.ExitCode.OK;
    }

    private static String request(String method, String path, String body) {
        return "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(method, path, body.length(), body);
    }

    private static void exchange(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                InputStream answer = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            answer.readAllBytes();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
