package io.tollgate.lab;

import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.report.HtmlReport;
import io.tollgate.lab.result.Result;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.ResultFile;
import io.tollgate.lab.result.ScenarioResult;
import io.tollgate.lab.run.Credentials;
import io.tollgate.lab.run.Identities;
import io.tollgate.lab.run.Outcome;
import io.tollgate.lab.run.RunCheck;
import io.tollgate.lab.run.RunOptions;
import io.tollgate.lab.run.ScenarioRun;
import io.tollgate.lab.run.TargetCheck;
import io.tollgate.lab.run.Threshold;
import io.tollgate.lab.scenario.Catalogue;
import io.tollgate.lab.scenario.Scenario;
import io.tollgate.lab.scenario.ScenarioException;
import io.tollgate.lab.server.Started;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lab run SCENARIO...`: runs scenarios one after the other and says what held.
@Command(
        name = "run",
        description = "Runs scenarios against a server and checks what must hold.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything held",
            "1:an error, or a run that is void",
            "2:the command is not right",
            "99:a threshold was missed"
        })
final class RunCommand implements Callable<Integer> {
    static final int THRESHOLD_MISSED = 99;
    private static final String PASSWORD_VARIABLE = "TOLLGATE_LAB_ADMIN_PASSWORD";
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final int SECONDS_TO_REPORT = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "SCENARIO", description = "names (see lab list) or files ending in .yaml")
    private List<String> names = new ArrayList<>();

    @Option(names = "--url", paramLabel = "URL", description = "a server that runs (default: " + DEFAULT_URL + ")")
    private @Nullable URI url;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "with --url https://...: PEM with who vouches for the server, or its own certificate (default: the JVM's)")
    private @Nullable Path authorities;

    @Option(names = "--start", description = "start a server of the lab's own, with fresh data, and stop it again")
    private boolean start;

    @Option(
            names = "--redis",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "URL",
            description = "with --start: a Redis for it; without a URL the lab starts one")
    private @Nullable String redis;

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Option(names = "--seed", paramLabel = "N", description = "the same seed sends the same requests (default: 1)")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the results (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("lab-results");

    @Option(
            names = "--threshold",
            paramLabel = "LIMIT",
            description = "must hold, as 'p99<500ms', 'errors<0.1%%' or 'log-in.p95<1s'; may be given several times")
    private List<String> thresholds = new ArrayList<>();

    @Option(
            names = "--admin",
            paramLabel = "EMAIL",
            description = "reads the server's own figures as this admin; password in " + PASSWORD_VARIABLE)
    private @Nullable String admin;

    @Option(names = "--target-is-mine", description = "allow a server that is not on this machine")
    private boolean targetIsMine;

    private volatile Optional<ScenarioRun> running = Optional.empty();
    private volatile boolean interrupted;

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuseWhatDoesNotGoTogether();
        List<Scenario> scenarios = scenarios();
        List<Threshold> wanted = parsed();
        RunCheck check = new RunCheck(start, redis != null, start || admin != null);
        scenarios.forEach(scenario -> check.objection(scenario, wanted).ifPresent(this::refuse));
        Optional<Credentials> credentials = credentials();
        Trust trust = trust();
        URI server = url == null ? URI.create(DEFAULT_URL) : url;
        if (!start) {
            TargetCheck.objection(server, targetIsMine).ifPresent(this::refuse);
        }
        Files.createDirectories(out);
        CountDownLatch finished = new CountDownLatch(1);
        Runnable takeBack = Started.inThisJvm().beforeEnd(() -> interrupt(finished));
        try {
            return runAll(scenarios, wanted, server, credentials, trust);
        } finally {
            finished.countDown();
            takeBack.run();
        }
    }

    private void refuseWhatDoesNotGoTogether() {
        if (!start && redis != null) {
            throw wrong("--redis is for the server that --start starts; a server that runs has its own settings");
        }
        if (start && (url != null || admin != null || authorities != null)) {
            throw wrong("--url, --admin and --ca are for a server that runs, and --start starts another");
        }
    }

    /// On Ctrl-C: ends the run and waits until what there is has been written.
    private void interrupt(CountDownLatch finished) {
        interrupted = true;
        running.ifPresent(run -> run.stop("interrupted"));
        try {
            finished.await(SECONDS_TO_REPORT, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Scenario> scenarios() {
        List<Scenario> scenarios = new ArrayList<>();
        try {
            for (String name : names) {
                Scenario scenario = Catalogue.find(name)
                        .orElseThrow(() -> wrong("there is no scenario " + name + "; see lab list"));
                scenario.thresholds().forEach(Threshold::parse);
                if (scenarios.stream().anyMatch(other -> other.name().equals(scenario.name()))) {
                    throw wrong("two scenarios are called " + scenario.name()
                            + ", and the record of one would replace that of the other; run them with an --out each");
                }
                scenarios.add(scale.applyTo(scenario));
            }
        } catch (ScenarioException | IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return scenarios;
    }

    private List<Threshold> parsed() {
        try {
            return thresholds.stream().map(Threshold::parse).toList();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Credentials> credentials() {
        if (admin == null) {
            return Optional.empty();
        }
        String password = System.getenv(PASSWORD_VARIABLE);
        if (password == null || password.isEmpty()) {
            throw wrong("--admin needs the password in " + PASSWORD_VARIABLE);
        }
        return Optional.of(new Credentials(admin, password));
    }

    private Trust trust() {
        try {
            return authorities == null ? Trust.ofSystem() : Trust.of(authorities);
        } catch (NoSuchFileException e) {
            throw wrong("there is no file " + authorities);
        } catch (IOException e) {
            throw wrong("--ca: " + e.getMessage());
        }
    }

    private void refuse(String reason) {
        throw wrong(reason);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int runAll(
            List<Scenario> scenarios, List<Threshold> wanted, URI server, Optional<Credentials> credentials, Trust trust)
            throws IOException, InterruptedException {
        @Nullable ResultBuilder builder = null;
        Identities strangers = Identities.ofRunningServer();
        int code = 0;
        for (Scenario scenario : scenarios) {
            if (interrupted) {
                return 1;
            }
            try (Target target = start
                    ? Target.started(scenario, Optional.ofNullable(redis))
                    : Target.running(server, trust, credentials)) {
                if (interrupted) {
                    // While the server was starting: there is nothing yet that could be told.
                    return 1;
                }
                if (builder == null) {
                    builder = new ResultBuilder(target.environment()
                            .withCommand(spec.root().commandLine().getParseResult().originalArgs()));
                }
                boolean fresh = start && Target.isFresh(scenario, Optional.ofNullable(redis));
                Outcome outcome = run(scenario, target, wanted, trust, fresh ? Identities.ofFreshServer() : strangers);
                builder.scenario(outcome.result());
                report(outcome, builder.build());
                code = worse(code, codeOf(outcome.result()));
            }
        }
        return code;
    }

    private Outcome run(Scenario scenario, Target target, List<Threshold> wanted, Trust trust, Identities identities)
            throws IOException, InterruptedException {
        Terminal terminal = new Terminal(System.err, System.console() != null && System.console().isTerminal(), scenario.name());
        List<Threshold> held = target.tellsOfRedis() ? Threshold.withRedis(scenario, wanted) : wanted;
        ScenarioRun run = new ScenarioRun(
                scenario,
                new RunOptions(target.uri(), trust, identities, target.admin(), seed, held, Optional.of(out)),
                terminal);
        running = Optional.of(run);
        if (interrupted) {
            run.stop("interrupted");
        }
        try {
            return run.run();
        } finally {
            running = Optional.empty();
            terminal.close();
        }
    }

    private void report(Outcome outcome, Result soFar) throws IOException {
        PrintWriter writer = spec.commandLine().getOut();
        EndSummary.of(outcome.result()).forEach(writer::println);
        outcome.write(out);
        ResultFile.write(soFar, out);
        HtmlReport.write(soFar, out.resolve(HtmlReport.NAME));
        writer.println("  written     " + out.resolve(HtmlReport.NAME) + ", " + out.resolve(ResultFile.NAME));
        writer.flush();
    }

    static int codeOf(ScenarioResult result) {
        if (result.isVoid()) {
            return 1;
        }
        return result.held() ? 0 : THRESHOLD_MISSED;
    }

    /// An error is worse than a missed threshold.
    static int worse(int one, int other) {
        return one == 1 || other == 1 ? 1 : Math.max(one, other);
    }
}
