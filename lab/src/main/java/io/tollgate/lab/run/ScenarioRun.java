package io.tollgate.lab.run;

import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.scenario.Plan;
import io.tollgate.lab.scenario.Scenario;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// One run of a scenario: preparation, drive, figures. [#stop] may be called by any thread; what there is by then is the
/// outcome.
public final class ScenarioRun {
    /// Of addresses: 127.16 and following for a server of the lab's own, others for one that may have seen those.
    private static final int FIRST_BLOCK = 16;
    private static final int BLOCKS_OF_A_RUN = 4;
    private static final int RUNS = 50;
    private static final Duration GREETING = Duration.ofSeconds(10);

    private final Scenario scenario;
    private final RunOptions options;
    private final Progress progress;
    private final HttpClient http;
    private volatile @Nullable OpenLoop loop;
    private volatile Optional<String> stopped = Optional.empty();

    public ScenarioRun(Scenario scenario, RunOptions options, Progress progress) {
        this.scenario = scenario;
        this.options = options;
        this.progress = progress;
        this.http = HttpClient.newBuilder().sslContext(options.trust().context()).build();
    }

    /// @throws IOException when the server cannot be reached or the preparation fails
    public Outcome run() throws IOException, InterruptedException {
        Plan plan = Plan.of(scenario, options.seed());
        Demands.check(plan).forEach(progress::note);
        Sources sources = Sources.of(options.server(), options.trust());
        if (!sources.areBound()) {
            progress.note("clients have no addresses of their own here; they are told in X-Forwarded-For, which the "
                    + "server must believe (trusted-proxies)");
        }
        greet();
        Optional<Admin> admin = logIn();
        try (Cast cast = cast(sources)) {
            cast.prepare(done -> progress.preparing(done, cast.accounts()));
            return drive(plan, cast, admin);
        }
    }

    /// Finds out beforehand whether there is a server to test.
    private void greet() throws IOException, InterruptedException {
        URI health = options.server().resolve("/livez");
        try {
            int status = http.send(
                            HttpRequest.newBuilder(health).timeout(GREETING).build(), BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new IOException(health + " was answered with " + status + "; is that a Tollgate server?");
            }
        } catch (ConnectException e) {
            throw new IOException("nobody listens at " + options.server() + "; start a server, or give --start", e);
        } catch (SSLHandshakeException e) {
            throw new IOException(options.server() + " shows a certificate that is not to be trusted (" + e.getMessage()
                    + "); name a file with who vouches for it with --ca", e);
        } catch (SSLException e) {
            throw new IOException(options.server() + " speaks no TLS that can be understood: " + e.getMessage(), e);
        } catch (HttpTimeoutException e) {
            throw new IOException(options.server() + " does not answer", e);
        }
    }

    private Optional<Admin> logIn() throws IOException, InterruptedException {
        if (options.admin().isEmpty()) {
            progress.note("without --admin the server's own figures are not read");
            return Optional.empty();
        }
        return Optional.of(Admin.logIn(options.server(), options.trust(), options.admin().get()));
    }

    /// Names and addresses that a server which runs for longer has not seen.
    private Cast cast(Sources sources) {
        int run = options.started() ? 0 : RandomGenerator.getDefault().nextInt(RUNS);
        String name = options.started() ? "0" : Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        return new Cast(scenario, sources, name, FIRST_BLOCK + run * BLOCKS_OF_A_RUN);
    }

    private Outcome drive(Plan plan, Cast cast, Optional<Admin> admin) throws IOException, InterruptedException {
        Optional<ServerProbe> probe = admin.isPresent()
                ? Optional.of(ServerProbe.begin(options.server(), http, admin.get()))
                : Optional.empty();
        OpenLoop driver = new OpenLoop(plan.sends(), new CastTraffic(plan, cast));
        loop = driver;
        Instant startedAt = Instant.now();
        long beganNanos = System.nanoTime();
        try (DriverWatch watch = new DriverWatch()) {
            Recording recording = accompanied(plan, driver, cast);
            Optional<ServerView> view = probe.flatMap(found -> found.end(plan, beganNanos, stopped.isPresent()));
            if (probe.isPresent() && view.isEmpty()) {
                progress.note("the server's own figures could not be read after the run");
            }
            return new Evaluation(plan, recording, view, options, startedAt, beganNanos, watch).outcome(stopped);
        } finally {
            probe.ifPresent(ServerProbe::close);
        }
    }

    private Recording accompanied(Plan plan, OpenLoop driver, Cast cast) throws InterruptedException {
        Companion companion = new Companion(plan, driver, cast, progress, this::stop);
        try {
            if (stopped.isPresent()) {
                driver.stop();
            }
            return driver.run();
        } finally {
            companion.close();
        }
    }

    /// Ends it before its end.
    public void stop(String reason) {
        stopped = Optional.of(reason);
        OpenLoop driver = loop;
        if (driver != null) {
            driver.stop();
        }
    }
}
