package io.tollgate.server.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A JVM of its own that has a journal with something in it, looks for abandoned ones as each start does, and keeps its own
/// until it is closed.
final class JournalHolder implements AutoCloseable {
    private final Process process;

    private JournalHolder(Process process) {
        this.process = process;
    }

    /// Returns once it has looked.
    static JournalHolder start(Path dataDir) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        JournalHolder.class.getName(),
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String claimed = lines.readLine();
        if (claimed == null) {
            process.destroyForcibly();
            throw new IOException("the process ended without a journal");
        }
        return new JournalHolder(process);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] arguments) throws IOException {
        Path dataDir = Path.of(arguments[0]);
        JournalFolder own = JournalFolder.claim(dataDir);
        JournalSegment.create(own.path(), 1).close();
        JournalFolder.claimAbandoned(dataDir);
        System.out.println(own.path());
        System.out.flush();
        // Until whoever started it is gone.
        System.in.read();
    }
}
