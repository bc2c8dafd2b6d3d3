package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Pattern FOLDER = Pattern.compile("--data\\.dir (\\S+)");

    @TempDir
    private Path home;

    /// What a launcher that does this and fails leaves in the log.
    private String failure(Path checkout, String script) throws IOException {
        Path launcher = Files.writeString(home.resolve("tollgate"), "#!/bin/sh\necho \"$@\"\n" + script + "\nexit 1\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        IOException failure = catchThrowableOfType(
                IOException.class, () -> ServerProcess.startOf(checkout, new Cores(List.of(), List.of())));
        assertThat(failure).hasMessageContaining("the server did not start: serve");
        return failure.getMessage();
    }

    private static Path folder(String failure) {
        Matcher folder = FOLDER.matcher(failure);
        assertThat(folder.find()).isTrue();
        return Path.of(folder.group(1));
    }

    @Test
    void startThatFailedLeavesNothingBehind() throws IOException {
        assertThat(folder(failure(home, ""))).doesNotExist();
    }

    /// A server reads `tollgate.yaml` where it is started.
    @Test
    void startsInItsOwnFolder() throws IOException {
        String failure = failure(home, "echo in \"$(pwd)\"");

        assertThat(failure.lines()).contains("in " + folder(failure));
    }

    @Test
    void checkoutIsFoundFromWhereTheLabWasStarted() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(home.toAbsolutePath());

        assertThat(folder(failure(relative, ""))).doesNotExist();
    }

    @Test
    void settingsOfTheEnvironmentAreNotTheServers() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", "/bin", "TOLLGATE_REDIS_URL", "redis://r", "TOLLGATE_LAB_ADMIN_PASSWORD", "x",
                "TOLLGATE_JAVA_OPTS", "-Xmx1g"));

        ServerProcess.isolate(environment, "-Xshare:off");

        assertThat(environment).isEqualTo(Map.of("PATH", "/bin", "TOLLGATE_JAVA_OPTS", "-Xshare:off"));
    }
}
