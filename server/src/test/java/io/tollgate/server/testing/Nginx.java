package io.tollgate.server.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The nginx of this machine with a configuration of the test's.
public final class Nginx {

    private Nginx() {}

    /// Returns when it listens.
    ///
    /// @param http what stands in the block `http`
    public static ProxyProcess start(Path folder, String http, int port) throws IOException {
        String temporary = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi").stream()
                .map(kind -> kind + "_temp_path " + folder.resolve(kind) + ";\n")
                .reduce("", String::concat);
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                "pid " + folder.resolve("nginx.pid") + ";\nevents {}\nhttp {\naccess_log off;\n" + temporary + http + "\n}\n");
        return ProxyProcess.start(
                List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString(), "-g",
                        "daemon off; master_process off;"),
                folder.resolve("nginx.log"),
                port);
    }
}
