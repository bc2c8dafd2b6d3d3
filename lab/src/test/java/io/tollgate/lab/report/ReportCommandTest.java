package io.tollgate.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.lab.result.ResultFile;
import io.tollgate.lab.testing.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void oneFileBecomesAPageBesideIt() throws IOException {
        Path file = ResultFile.write(Results.full(), folder);

        assertThat(run(file.toString())).isZero();
        assertThat(folder.resolve("report.html")).content().contains("brute-force");
    }

    @Test
    void worseIsExitCode99() throws IOException {
        Path before = ResultFile.write(Results.smoke(1), folder.resolve("before"));
        Path after = ResultFile.write(Results.smoke(1.3), folder.resolve("after"));

        assertThat(run(before.toString(), after.toString())).isEqualTo(99);
        assertThat(out.toString()).contains("x1.30", "WORSE", "Worse (tolerance 10 %): ");
        assertThat(folder.resolve("after/comparison.html")).content().contains("✗ Worse");
        assertThat(run(before.toString(), after.toString(), "--tolerance", "50%")).isZero();
        assertThat(run(after.toString(), before.toString())).isZero();
    }

    @Test
    void folderMeansTheResultInIt() throws IOException {
        ResultFile.write(Results.smoke(1), folder);

        assertThat(run(folder.toString(), "--out", folder.resolve("a.html").toString())).isZero();
        assertThat(folder.resolve("a.html")).exists();
    }

    @Test
    void nothingInCommonIsAnError() throws IOException {
        Path scenario = ResultFile.write(Results.smoke(1), folder.resolve("a"));
        Path other = Files.writeString(folder.resolve("other.json"), "{\"environment\":{\"commit\":\"a\"}}");

        assertThat(run(scenario.toString(), other.toString())).as(err::toString).isEqualTo(1);
        assertThat(out.toString()).as(err::toString).contains("no figure in common");
    }

    @Test
    void missingFileIsAnError() {
        assertThat(run(folder.resolve("none.json").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file");
    }

    @Test
    void wrongUseIsExitCode2() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run(ResultFile.write(Results.smoke(1), folder).toString(), "--tolerance", "much")).isEqualTo(2);
        assertThat(err.toString()).contains("--tolerance must be a percentage");
    }

    private int run(String... arguments) {
        return new CommandLine(new ReportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
