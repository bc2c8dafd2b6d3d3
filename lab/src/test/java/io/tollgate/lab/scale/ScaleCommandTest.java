package io.tollgate.lab.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ScaleCommandTest {

    @ParameterizedTest
    @CsvSource({"--target,fast,--target must be a rate", "--target,0/s,--target must be a rate", "--request,all,--request must be"})
    void wrongUseIsExitCode2(String option, String value, String message) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new ScaleCommand()).setErr(new PrintWriter(err)).execute(option, value);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }
}
