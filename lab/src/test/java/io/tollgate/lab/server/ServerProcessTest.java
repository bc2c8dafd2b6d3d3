package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Pattern FOLDER = Pattern.compile("--data\\.dir (\\S+)");

    @TempDir
    private Path home;

    @Test
    void startThatFailedLeavesNothingBehind() throws Exception {
        Path launcher = Files.writeString(home.resolve("tollgate"), "#!/bin/sh\necho \"$@\"\nexit 1\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));

        IOException failure = catchThrowableOfType(
                IOException.class, () -> ServerProcess.startOf(home, new Cores(List.of(), List.of())));

        assertThat(failure).hasMessageContaining("the server did not start: serve");
        Matcher folder = FOLDER.matcher(failure.getMessage());
        assertThat(folder.find()).isTrue();
        assertThat(Path.of(folder.group(1))).doesNotExist();
    }
}
