package io.tollgate.lab.run;

import io.tollgate.lab.driver.DriverWatch;
import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.run.Identities.Identity;
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
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// One run of a scenario: preparation, drive, figures. [#stop] may be called by any thread; what there is by then is the
/// outcome.
public final class ScenarioRun {
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

    private Cast cast(Sources sources) {
        Identity identity = options.identities().next();
        return new Cast(scenario, sources, identity.name(), identity.block());
    }

    private Outcome drive(Plan plan, Cast cast, Optional<Admin> admin) throws IOException, InterruptedException {
        Optional<ServerProbe> probe = admin.isPresent()
                ? Optional.of(ServerProbe.begin(options.server(), http, admin.get()))
                : Optional.empty();
        try {
            OpenLoop driver = new OpenLoop(plan.sends(), new CastTraffic(plan, cast));
            loop = driver;
            DriverWatch watch = DriverWatch.start();
            Instant startedAt = Instant.now();
            long beganNanos = System.nanoTime();
            Recording recording;
            try (watch) {
                recording = accompanied(plan, driver, cast);
            }
            // What follows needs files, of which connections may have taken all.
            cast.close();
            Optional<ServerView> view = probe.flatMap(found -> found.end(plan, beganNanos, stopped.isPresent()));
            if (probe.isPresent() && view.isEmpty()) {
                progress.note("the server's own figures could not be read after the run");
            }
            if (options.record().isPresent()) {
                // First of all: whatever goes wrong with the figures, what was measured is kept.
                RawRecord.write(plan, recording, options.record().get().resolve(scenario.name() + RawRecord.SUFFIX));
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
