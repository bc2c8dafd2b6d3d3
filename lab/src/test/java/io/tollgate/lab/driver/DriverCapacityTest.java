package io.tollgate.lab.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the driver carries: 5,000 requests a second from one core within 256 MB, fewer than 1 % of them late. Server and
/// driver are processes of their own.
class DriverCapacityTest {
    private static final int PER_SECOND = 5_000;
    private static final int SECONDS = 20;

    @Test
    @Tag("long")
    void fiveThousandPerSecondFromOneCoreAreOnTime() throws Exception {
        Process server = java(TrivialServer.class, List.of("-Xmx128m"));
        try (BufferedReader port = reader(server)) {
            Process driver = java(
                    DriverCapacityTest.class,
                    List.of(
                            "-Xms256m",
                            "-Xmx256m",
                            "-XX:+AlwaysPreTouch",
                            "-XX:ActiveProcessorCount=1",
                            "-XX:+UseSerialGC"),
                    "http://127.0.0.1:" + port.readLine());
            try (BufferedReader lines = reader(driver)) {
                List<String> said = lines.readAllLines();
                assertThat(driver.waitFor(2, TimeUnit.MINUTES)).isTrue();
                assertThat(said).as("%s", said).anyMatch(line -> line.startsWith("within"));
            }
        } finally {
            server.destroy();
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Process java(Class<?> main, List<String> flags, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// The driver: prints what it did, after two seconds of warming up.
    public static void main(String[] arguments) throws Exception {
        Sources sources = Sources.of(URI.create(arguments[0]), Trust.ofSystem());
        Traffic traffic = new OpenLoopTest.PathTraffic(sources, _ -> "/200");
        new OpenLoop(OpenLoopTest.sends(2 * PER_SECOND, PER_SECOND), traffic).run();
        try (DriverWatch watch = DriverWatch.start()) {
            Recording recording = new OpenLoop(OpenLoopTest.sends(SECONDS * PER_SECOND, PER_SECOND), traffic).run();
            double cpu = watch.cpuPercent();
            long late = IntStream.range(0, recording.size())
                    .filter(i -> recording.line(i).isLate())
                    .count();
            double share = 100.0 * late / recording.size();
            System.out.printf(
                    "%s: %d sent, %d failed, late %.2f %%, cpu %.0f %% of one core, longest pause %d ms%n",
                    share < 1 && recording.failed() == 0 ? "within" : "beyond",
                    recording.size(), recording.failed(), share, cpu, watch.longestPauseMillis());
        }
    }
}
