package io.tollgate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {
    @TempDir
    private Path out;

    private final StringWriter said = new StringWriter();

    private int run(String arguments) {
        return Lab.commandLine()
                .setErr(new PrintWriter(said, true))
                .execute(("run --out " + out + " " + arguments).split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brute",
                "smoke --threshold p98<1s",
                "smoke --duration soon",
                "smoke --duration 0s",
                "smoke --rate fast",
                "smoke --users 0",
                "smoke --users many",
                "smoke --url http://192.0.2.1:8080",
                "smoke --url https://192.0.2.1",
                "smoke --ca nowhere.pem",
                "smoke --ca pom.xml",
                "smoke --admin ann@example.org",
                "smoke --redis redis://127.0.0.1",
                "smoke --start --url http://127.0.0.1:8080",
                "smoke --start --admin ann@example.org",
                "smoke --start --ca pom.xml",
                "smoke --attackers 5",
                "smoke --attack-rate 5/1s",
                "stages-original --rate 5/1s",
                "smoke --threshold log-on.p95<1s",
                "smoke --threshold guess.p95<1s",
                "smoke --threshold blocked>=100%",
                "smoke --threshold cpu<50%",
                "smoke --start --threshold redis<1ms",
                "smoke smoke",
                "smoke --duration 999999999h",
                "smoke --duration 200h",
                "smoke --rate 2000000000/1ms",
                "missing.yaml",
                "--seed 1"
            })
    void whatCannotBeRunIsAMatterOfUsage(String arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(said.toString()).isNotBlank().doesNotContain("null", "Exception");
    }

    @Test
    void anErrorIsWorseThanAMissedThresholdAndThatIsWorseThanNothing() {
        assertThat(RunCommand.worse(0, 99)).isEqualTo(99);
        assertThat(RunCommand.worse(99, 0)).isEqualTo(99);
        assertThat(RunCommand.worse(99, 1)).isEqualTo(1);
        assertThat(RunCommand.worse(1, 99)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/nope", "pom.xml", "pom.xml/below"})
    void whereResultsCannotBeWrittenIsToldWithTheReason(String folder) {
        int code = Lab.commandLine()
                .setErr(new PrintWriter(said, true))
                .execute("run", "smoke", "--start", "--out", folder);

        assertThat(code).isEqualTo(1);
        assertThat(said.toString().strip()).startsWith("tollgate lab: ").contains(folder + ": ").hasLineCount(1);
    }

    @Test
    void whereNobodyListensIsAnError() {
        assertThat(run("smoke --url http://127.0.0.1:1")).isEqualTo(1);
        assertThat(said.toString()).contains("http://127.0.0.1:1");
    }
}
