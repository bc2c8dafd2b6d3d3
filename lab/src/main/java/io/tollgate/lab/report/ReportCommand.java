package io.tollgate.lab.report;

import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lab report FILE...`: a page of one result, or several compared with the first.
@Command(
        name = "report",
        description = "Makes a page of a result, or compares several with the first.",
        mixinStandardHelpOptions = true,
        footer = "Exit codes: 0 fine, 1 error or no verdict, 2 usage, 99 one of the later results is worse.")
public final class ReportCommand implements Callable<Integer> {
    private static final int WORSE = 99;
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?)%?");

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "result.json, or the folder it is in")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", description = "page to write (default: report.html beside the result, "
            + "comparison.html beside the last of several)")
    private @Nullable Path out;

    @Option(names = "--tolerance", paramLabel = "PERCENT", description = "change that counts as none (default: ${DEFAULT-VALUE})")
    private String tolerance = "10%";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Matcher percent = PERCENT.matcher(tolerance);
        if (!percent.matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--tolerance must be a percentage as 10%, not " + tolerance);
        }
        Map<String, Result> results = new LinkedHashMap<>();
        for (Path file : files) {
            results.put(file.toString(), ResultFile.read(inFolder(file)));
        }
        if (results.size() == 1) {
            return report(results.values().iterator().next());
        }
        return compare(Comparison.of(results, Double.parseDouble(percent.group(1)) / 100));
    }

    private static Path inFolder(Path file) {
        return Files.isDirectory(file) ? file.resolve(ResultFile.NAME) : file;
    }

    private int report(Result result) throws IOException {
        Path page = page(HtmlReport.NAME);
        HtmlReport.write(result, page);
        out().println("Written to " + page);
        return CommandLine.ExitCode.OK;
    }

    private int compare(Comparison comparison) throws IOException {
        Path page = page("comparison.html");
        Files.writeString(page, new ComparisonPage(comparison).page());
        out().print(ComparisonTable.of(comparison));
        if (!comparison.isLike()) {
            out().println("The results were not made on like machines, JDKs, stores and loads; ratios say little.");
        }
        out().println(comparison.verdict());
        out().println("Written to " + page);
        out().flush();
        if (comparison.isAllClear()) {
            return CommandLine.ExitCode.OK;
        }
        return comparison.hasVerdict() && comparison.isWorse() ? WORSE : CommandLine.ExitCode.SOFTWARE;
    }

    private Path page(String name) {
        return out == null ? inFolder(files.getLast()).toAbsolutePath().resolveSibling(name) : out;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
