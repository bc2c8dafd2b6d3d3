package io.tollgate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.settings.Release;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabTest {

    static Stream<String> versions() {
        return Stream.concat(Stream.of(""), Lab.commandLine().getSubcommands().keySet().stream().map(command -> command + " "))
                .flatMap(command -> Stream.of(command + "--version", command + "-V"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void saysTheVersionOfTheServerWhicheverCommandIsAsked(String arguments) {
        StringWriter said = new StringWriter();

        int code = Lab.commandLine().setOut(new PrintWriter(said, true)).execute(arguments.split(" "));

        assertThat(code).isZero();
        assertThat(said.toString().strip()).isEqualTo("Tollgate " + Release.VERSION);
    }
}
