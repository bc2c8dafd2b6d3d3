package io.tollgate.lab.server;

import io.tollgate.lab.driver.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server of the lab's own: a second process, started by the launcher on an empty folder and ended with this object. It has the
/// settings it is given and no others: neither those of the environment of the lab nor those of a file where the lab was started.
public final class ServerProcess implements AutoCloseable {
    public static final String ADMIN = "lab-admin@example.org";
    public static final String PASSWORD = "the passphrase of the lab";

    private static final Duration START_WITHIN = Duration.ofSeconds(60);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    /// What the names of the variables that a server and its launcher read begin with.
    private static final String VARIABLES = "TOLLGATE_";

    private final Launch launch;
    private final Process process;
    private final double millisToFirstAnswer;

    /// How a server is started.
    ///
    /// @param prefix what the command begins with that is not the server's
    private record Launch(URI uri, Path folder, String javaOptions, List<String> prefix, List<String> command) {

        ServerProcess run() throws IOException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder(command)
                    // Where no tollgate.yaml is.
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("server.log").toFile());
            isolate(builder.environment(), javaOptions);
            long began = System.nanoTime();
            Process process = Started.inThisJvm().run(builder);
            try {
                awaitAnswer(process, uri, folder);
            } catch (IOException | InterruptedException e) {
                Started.inThisJvm().end(process, Duration.ZERO);
                throw e;
            }
            return new ServerProcess(this, process, (System.nanoTime() - began) / 1e6);
        }
    }

    /// Takes away what whoever started the lab has set for servers of his own.
    static void isolate(Map<String, String> environment, String javaOptions) {
        environment.keySet().removeIf(name -> name.startsWith(VARIABLES));
        environment.put(VARIABLES + "JAVA_OPTS", javaOptions);
    }

    private ServerProcess(Launch launch, Process process, double millisToFirstAnswer) {
        this.launch = launch;
        this.process = process;
        this.millisToFirstAnswer = millisToFirstAnswer;
    }

    /// The folder of the checkout or distribution, as the launcher says.
    public static Path home() {
        return Path.of(System.getProperty("tollgate.home", "."));
    }

    /// @param javaOptions for the server's JVM
    /// @param settings options of `serve`
    public static ServerProcess start(String javaOptions, String... settings) throws IOException, InterruptedException {
        return start(home(), List.of(), javaOptions, settings);
    }

    /// As [#startOn], of another checkout, which is to be built.
    public static ServerProcess startOf(Path home, Cores cores, String... settings) throws IOException, InterruptedException {
        return start(home, cores.prefix(), "", settings);
    }

    /// As [#start], on the cores of a server.
    public static ServerProcess startOn(Cores cores, String javaOptions, String... settings)
            throws IOException, InterruptedException {
        return start(home(), cores.prefix(), javaOptions, settings);
    }

    private static ServerProcess start(Path home, List<String> prefix, String javaOptions, String... settings)
            throws IOException, InterruptedException {
        Path folder = Started.inThisJvm().folder("tollgate-lab").toAbsolutePath();
        int port = FreePort.find();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                home.toAbsolutePath().resolve("tollgate").toString(),
                "serve",
                "--port", String.valueOf(port),
                "--data.dir", folder.toString(),
                "--admin.email", ADMIN,
                "--admin.password", PASSWORD));
        command.addAll(List.of(settings));
        try {
            return new Launch(URI.create("http://127.0.0.1:" + port), folder, javaOptions, prefix, command).run();
        } catch (IOException | InterruptedException e) {
            Started.inThisJvm().delete(folder);
            throw e;
        }
    }

    /// Ends this server and starts another one like it on the folder as it is now, which is to be closed in its place.
    public ServerProcess restart() throws IOException, InterruptedException {
        stop();
        return launch.run();
    }

    private static void awaitAnswer(Process process, URI uri, Path folder) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_WITHIN.toNanos();
        Request request = Request.get("/livez");
        while (System.nanoTime() < end && process.isAlive()) {
            try (KeepAliveClient client = new KeepAliveClient(uri, request, ANSWER_WITHIN)) {
                if (client.exchange() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            // Not more often and with no larger client: asking takes processor time that the start needs.
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new IOException("the server did not start: " + Files.readString(folder.resolve("server.log")));
    }

    public URI uri() {
        return launch.uri();
    }

    /// The flags of its JVM, as the launcher chose them.
    ///
    /// @throws IOException where the system does not tell
    List<String> jvmFlags() throws IOException {
        String[] arguments = process.info()
                .arguments()
                .orElseThrow(() -> new IOException("the system does not tell the flags of the server's JVM"));
        return Arrays.stream(arguments).takeWhile(argument -> !argument.equals("-cp")).toList();
    }

    /// What stands before a command so that it has the same cores.
    List<String> prefix() {
        return launch.prefix();
    }

    /// From the start of the launcher to the first answer.
    public double millisToFirstAnswer() {
        return millisToFirstAnswer;
    }

    /// The processor time it has used since its start, over all cores; 0 where the system does not tell.
    public Duration cpuTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// The resident memory of the process in MB (Linux).
    public double residentMegabytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow()
                    / 1024.0;
        }
    }

    @Override
    public void close() {
        stop();
        Started.inThisJvm().delete(launch.folder());
    }

    private void stop() {
        Started.inThisJvm().end(process, STOP_WITHIN);
    }
}
