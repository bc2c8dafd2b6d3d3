package io.tollgate.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ChildServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is asked to stop, for the JDK ends logging when that happens.
class LogAtTheStopTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsLoggedWhileTheServerStopsIsWritten() {
        ChildServer server = ChildServer.start(
                folder, List.of(), Map.of("guard.layers", "all", "http.drain", "1s", "log.format", "json"));

        server.close();

        assertThat(server.said()).contains("sys_startup", "sys_shutdown");
    }
}
