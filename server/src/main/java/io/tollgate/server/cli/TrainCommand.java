package io.tollgate.server.cli;

import io.tollgate.server.TollgateServer;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `train`: makes later starts quick. It starts a server on an empty folder and on the same folder again, and sends it what
/// clients send. The launcher runs it once after a build, with the JVM recording which classes were needed, so that later
/// starts find them prepared (JEP 483, 514). No settings of the place where that happens are looked at: they may be those of a
/// server with data of people.
final class TrainCommand {
    private static final String PASSWORD = "a passphrase for training";
    private static final List<String> PUBLIC =
            List.of("/livez", "/readyz?verbose", "/metrics", "/", "/.well-known/jwks.json", "/api/nothing");

    private TrainCommand() {}

    static Entry entry() {
        return new Entry.Command(
                "train", "Exercises a server on a folder of its own; the launcher does so after a build.", _ -> run());
    }

    private static int run() throws IOException {
        Path folder = Files.createTempDirectory("tollgate-train");
        try {
            serve(folder);
            serve(folder);
        } finally {
            Folders.delete(folder);
        }
        return ExitCode.OK;
    }

    private static void serve(Path folder) throws IOException {
        Settings settings = Settings.from(
                SettingsLoader.defaultsWith(Map.of("data.dir", folder.toString(), "port", "0")));
        try (TollgateServer server = ServeCommand.start(settings)) {
            ServeCommand.announce(settings, server);
            exercise(server.port());
        }
    }

    private static void exercise(int port) throws IOException {
        TrainingClient client = new TrainingClient(port);
        for (String path : PUBLIC) {
            client.get(path);
        }
        client.get("/api/files");
        client.post("/api/auth/signup", person(PASSWORD));
        client.post("/api/auth/login", person("no passphrase at all"));
        String tokens = client.post("/api/auth/login", person(PASSWORD));
        client.post("/api/auth/refresh", "{\"refreshToken\":\"" + TrainingClient.text(tokens, "refreshToken") + "\"}");
        client.signedIn(TrainingClient.text(tokens, "accessToken"));
        client.get("/api/auth/me");
        String file = TrainingClient.text(client.upload("notes.txt", "something to keep"), "id");
        client.get("/api/files");
        client.get("/api/files/" + file + "/content");
        client.post("/api/auth/logout", "");
    }

    private static String person(String password) {
        return "{\"email\":\"a@example.org\",\"password\":\"" + password + "\"}";
    }
}
