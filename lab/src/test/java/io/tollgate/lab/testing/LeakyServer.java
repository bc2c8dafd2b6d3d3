package io.tollgate.lab.testing;

import io.tollgate.server.cli.Tollgate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A server that forgets to let go: of 300 KB of heap and a tenth of an open file a second, and of a thread every ten.
public final class LeakyServer {
    private static final List<Object> NEVER_LET_GO = new ArrayList<>();
    private static final int BYTES_A_SECOND = 300_000;
    private static final long SECOND = 1_000_000_000;

    private LeakyServer() {}

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().start(LeakyServer::leak);
        Tollgate.main(arguments);
    }

    private static void leak() {
        for (int second = 0; ; second++) {
            NEVER_LET_GO.add(new byte[BYTES_A_SECOND]);
            if (second % 10 == 0) {
                NEVER_LET_GO.add(Thread.ofPlatform().daemon().start(LockSupport::park));
                NEVER_LET_GO.add(open());
            }
            LockSupport.parkNanos(SECOND);
        }
    }

    private static InputStream open() {
        try {
            return Files.newInputStream(Path.of("/dev/zero"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
