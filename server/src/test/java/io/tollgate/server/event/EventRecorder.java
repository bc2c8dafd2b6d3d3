package io.tollgate.server.event;

import io.tollgate.server.database.Database;
import io.tollgate.server.identity.TimeOrderedIds;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Records numbered events in a JVM of its own until it is killed, and says each number once it is recorded.
final class EventRecorder implements AutoCloseable {
    /// 2,000 a second, in all.
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int THREADS = 2;

    private final Process process;
    private final BufferedReader lines;

    private EventRecorder(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static EventRecorder start(Path folder, Map<String, String> settings, int first) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                EventRecorder.class.getName(),
                folder.toString(),
                String.valueOf(first)));
        settings.forEach((key, value) -> command.addAll(List.of(key, value)));
        return new EventRecorder(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /// Waits for so many events, kills the process and returns every number it has said.
    List<Integer> killAfter(int events) {
        List<Integer> recorded = new ArrayList<>();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Cut in the middle of a line, it has not said that number.
                if (line.startsWith("<") && line.endsWith(">")) {
                    recorded.add(Integer.valueOf(line.substring(1, line.length() - 1)));
                }
                if (recorded.size() == events) {
                    // By its handle, for the process itself would close the stream with what is left in it.
                    process.toHandle().destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return recorded;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 2; i < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        Settings settings = Settings.from(SettingsLoader.load(given, Map.of(), Optional.empty()));
        Path folder = Path.of(arguments[0]);
        Database database = Database.open(settings.database(), folder, false);
        Clock clock = Clock.systemUTC();
        EventModule events = new EventModule(
                database, folder, EventFixture.SETTINGS, new TimeOrderedIds(clock, new SecureRandom()), clock);
        events.start(List.of());
        int first = Integer.parseInt(arguments[1]);
        for (int thread = 0; thread < THREADS; thread++) {
            int start = first + thread;
            Thread.ofPlatform().start(() -> record(events.log(), start));
        }
    }

    private static void record(EventLog log, int first) {
        PrintStream out = System.out;
        for (int i = first; ; i += THREADS) {
            // Spread over minutes, so that each is a row.
            log.record(SecurityEvent.of(EventType.AUTHZ_ADMIN, Instant.EPOCH.plusMillis(100L * i))
                    .with("act", String.valueOf(i)));
            synchronized (out) {
                out.println("<" + i + ">");
                out.flush();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
