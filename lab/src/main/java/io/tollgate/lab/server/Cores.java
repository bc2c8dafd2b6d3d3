package io.tollgate.lab.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which cores a measured server has, and which the driver with all else that it starts, so that neither takes from the other.
/// Until it is closed this process has those of the driver. Needs `taskset` (util-linux), and two cores; else nobody is
/// bound to any.
///
/// @param server of the server; empty when nobody is bound
/// @param driver of the driver; empty when nobody is bound
public record Cores(List<Integer> server, List<Integer> driver) implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final Cores UNBOUND = new Cores(List.of(), List.of());

    /// Gives the server the first half of the cores that this process has, and binds this process to the others.
    public static Cores split() {
        List<Integer> all = allowed();
        if (all.size() < 2) {
            return UNBOUND;
        }
        int half = all.size() / 2;
        Cores cores = new Cores(all.subList(0, half), all.subList(half, all.size()));
        return bind(cores.driver) ? cores : UNBOUND;
    }

    private static List<Integer> allowed() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(ALLOWED))
                    .findFirst()
                    .map(line -> parse(line.substring(ALLOWED.length()).strip()))
                    .orElse(List.of());
        } catch (IOException e) {
            // Not Linux.
            return List.of();
        }
    }

    /// @param list as the system writes it: `0-2,5`
    static List<Integer> parse(String list) {
        return Stream.of(list.split(","))
                .map(range -> range.split("-"))
                .flatMapToInt(ends -> IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
                .boxed()
                .toList();
    }

    /// Binds all threads of this process; those to come, and the processes it starts, inherit it.
    private static boolean bind(List<Integer> cores) {
        try {
            return new ProcessBuilder(
                            "taskset", "--all-tasks", "--cpu-list", "--pid", list(cores),
                            String.valueOf(ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException e) {
            // Not installed.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String list(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    public boolean areBound() {
        return !server.isEmpty();
    }

    /// What has to stand before a command so that it runs on the server's cores.
    List<String> prefix() {
        return areBound() ? List.of("taskset", "--cpu-list", list(server)) : List.of();
    }

    /// For people.
    public String text() {
        return areBound()
                ? "the server had core " + list(server) + ", and the driver with all else core " + list(driver)
                : "server and driver shared all cores: there is no taskset here, or one core only";
    }

    @Override
    public void close() {
        if (areBound()) {
            bind(Stream.concat(server.stream(), driver.stream()).toList());
        }
    }
}
