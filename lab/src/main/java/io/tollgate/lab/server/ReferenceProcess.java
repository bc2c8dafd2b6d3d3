package io.tollgate.lab.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a server is compared with: a program of the module `benchmarks` in a process that has the JVM flags and the cores of
/// that server. It prints a line when it is ready, answers each line it reads with one, and ends with this object. Belongs to one thread.
public final class ReferenceProcess implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    private static final String PACKAGE = "io.tollgate.benchmarks.";

    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer questions;
    private final String greeting;

    private ReferenceProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.greeting = read();
    }

    /// @param like    whose JVM flags and cores it gets
    /// @param program simple name of its class
    public static ReferenceProcess start(ServerProcess like, String program, String... arguments) throws IOException {
        Path target = ServerProcess.home().resolve("benchmarks/target");
        List<String> command = new ArrayList<>(like.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(like.jvmFlags());
        command.addAll(List.of("-cp", target.resolve("classes") + ":" + target.resolve("lib") + "/*", PACKAGE + program));
        command.addAll(List.of(arguments));
        Started started = Started.inThisJvm();
        Path log = started.file("tollgate-lab-reference", ".log");
        Process process = started.run(new ProcessBuilder(command).redirectError(log.toFile()));
        try {
            return new ReferenceProcess(process, log);
        } catch (IOException e) {
            started.end(process, STOP_WITHIN);
            started.delete(log);
            throw e;
        }
    }

    /// The line it printed when it was ready.
    public String greeting() {
        return greeting;
    }

    /// @throws IOException when it ended without an answer
    public String ask(String line) throws IOException {
        questions.write(line + "\n");
        questions.flush();
        return read();
    }

    private String read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("what the server is compared with has ended: " + Files.readString(log).strip());
        }
        return line;
    }

    /// The processor time it has used since its start, over all cores; 0 where the system does not tell.
    public Duration cpuTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        Started.inThisJvm().end(process, STOP_WITHIN);
        Started.inThisJvm().delete(log);
    }
}
