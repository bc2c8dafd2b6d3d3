package io.tollgate.lab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CoresTest {

    @Test
    void listsOfTheSystemAreRead() {
        assertThat(Cores.parse("0")).containsExactly(0);
        assertThat(Cores.parse("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
    }

    @Test
    void serverAndDriverHaveDifferentCoresUntilItIsClosed() throws Exception {
        List<Integer> before = coresOf(List.of());
        List<Integer> ofDriver;
        List<Integer> ofServer;
        Cores split;
        try (Cores cores = Cores.split()) {
            split = cores;
            ofDriver = coresOf(List.of());
            ofServer = coresOf(cores.prefix());
        }

        assertThat(coresOf(List.of())).isEqualTo(before);
        assumeThat(split.areBound()).as("taskset and two cores").isTrue();
        assertThat(ofServer).isEqualTo(split.server()).isNotEmpty().doesNotContainAnyElementsOf(ofDriver);
        assertThat(Stream.concat(ofServer.stream(), ofDriver.stream())).containsExactlyInAnyOrderElementsOf(before);
    }

    /// Of a process that is started now.
    private static List<Integer> coresOf(List<String> prefix) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("grep", "Cpus_allowed_list", "/proc/self/status"));
        Process process = new ProcessBuilder(command).start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).isZero();
        return Cores.parse(line.split(":")[1].strip());
    }
}
