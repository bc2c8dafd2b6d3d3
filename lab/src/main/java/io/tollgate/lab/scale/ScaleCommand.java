package io.tollgate.lab.scale;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.report.HtmlReport;
import io.tollgate.lab.result.Environment;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.ResultFile;
import io.tollgate.lab.result.Scaling;
import io.tollgate.lab.result.Scaling.Step;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.Plenty;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lab scale`: how much this machine carries, and what more would need.
@Command(
        name = "scale",
        description = "Steps the load up and says what this machine carries and what a wanted load needs.",
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {
    private static final int LEFT_OUT = 12;
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})(?:/(s|m))?");

    @Option(names = "--request", paramLabel = "NAME", description = "files, me or login (default: ${DEFAULT-VALUE})")
    private String request = "files";

    @Option(names = "--target", paramLabel = "RATE", description = "wanted load, as 5000/s or 300000/m")
    private @Nullable String target;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "setting of the server, as redis.url=...")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the result (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("lab-results");

    @Option(names = "--full", description = "take longer for steadier figures")
    private boolean full;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        MeasuredRequest measured =
                MeasuredRequest.parse(request).orElseThrow(() -> usage("--request must be files, me or login, not " + request));
        Optional<Double> wanted = Optional.ofNullable(target).map(this::perSecond);
        List<Step> steps = measure(measured);
        Environment environment = Environment.current()
                .withCommand(spec.root().commandLine().getParseResult().originalArgs())
                .withStoresOf(settings);
        Scaling scaling = new Fit(measured, steps, LEFT_OUT, environment).scaling(wanted);
        report(scaling, new ResultBuilder(environment).scaling(scaling));
        return CommandLine.ExitCode.OK;
    }

    private double perSecond(String text) {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches() || Long.parseLong(rate.group(1)) == 0) {
            throw usage("--target must be a rate as 5000/s or 300000/m, not " + text);
        }
        return Long.parseLong(rate.group(1)) / ("m".equals(rate.group(2)) ? 60.0 : 1.0);
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private List<Step> measure(MeasuredRequest measured) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(Plenty.limits());
        options.addAll(Plenty.loginBudgets());
        settings.forEach((key, value) -> options.addAll(List.of("--" + key, value)));
        try (ServerProcess server = ServerProcess.start("", options.toArray(String[]::new));
                HttpClient client = HttpClient.newHttpClient()) {
            Request sent = measured.with(LabAccount.logIn(client, server.uri()));
            System.out.printf("%s, all layers on, %s connections%n", measured.description(), measured.steps());
            measured.drive(server.uri(), sent, 8, Duration.ofSeconds(full ? 15 : 6));
            return new LoadSteps(server, measured, sent)
                    .measure(measured.steps(), full ? 5 : 3, full ? Duration.ofSeconds(5) : Duration.ofMillis(1_800));
        }
    }

    private void report(Scaling scaling, ResultBuilder result) throws IOException {
        System.out.println("connections  requests/s    p50 ms    p99 ms  server CPU  driver CPU  machine");
        scaling.steps().forEach(step -> System.out.printf(
                Locale.ROOT, "%11d  %,10.0f  %8.2f  %8.2f  %9.0f%%  %9.0f%%  %6.0f%%%n",
                step.connections(), step.throughput(), step.p50(), step.p99(),
                step.serverCpu() * 100, step.driverCpu() * 100, step.machineCpu() * 100));
        System.out.printf("What limits it: %s - %s%n", scaling.bottleneck().name(), scaling.bottleneck().reason());
        scaling.advice().forEach(System.out::println);
        System.out.println("To hand it to the server: " + scaling.setting());
        Path file = ResultFile.write(result.build(), out);
        Path page = file.resolveSibling(HtmlReport.NAME);
        HtmlReport.write(result.build(), page);
        System.out.println("Written to " + file + " and " + page);
    }
}
