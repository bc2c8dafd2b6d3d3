package io.tollgate.lab.run;

import io.tollgate.lab.scenario.Plan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads the server's own figures before, during and after a run.
final class ServerProbe implements AutoCloseable {
    /// It counts no more.
    private static final long MOST_ADDRESSES = 20_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /// After a run that was stopped: somebody waits, and the server may hang.
    private static final Duration TIMEOUT_OF_STOPPED = Duration.ofSeconds(3);

    private final URI server;
    private final HttpClient http;
    private final Admin admin;
    private final Counters before;
    private final long peersBefore;
    private final ServerWatch watch;

    private ServerProbe(URI server, HttpClient http, Admin admin) throws IOException, InterruptedException {
        this.server = server;
        this.http = http;
        this.admin = admin;
        this.before = Counters.read(http, server, TIMEOUT);
        this.peersBefore = admin.seenAddresses();
        this.watch = new ServerWatch(admin);
    }

    /// @throws IOException when they cannot be read
    static ServerProbe begin(URI server, HttpClient http, Admin admin) throws IOException, InterruptedException {
        return new ServerProbe(server, http, admin);
    }

    /// @param beganNanos beginning of the run, by [System#nanoTime]
    /// @param early      whether the run ended before its end
    /// @return empty when the server does not answer any more
    Optional<ServerView> end(Plan plan, long beganNanos, boolean early) {
        watch.close();
        List<ServerSecond> all = watch.seconds();
        long from = beganNanos + plan.measuredFromNanos();
        long to = beganNanos + plan.length().toNanos();
        List<ServerSecond> measured = all.stream()
                .filter(second -> second.atNanos() > from && (early || second.atNanos() <= to + 1_000_000_000L))
                .toList();
        try {
            Counters after = Counters.read(http, server, early ? TIMEOUT_OF_STOPPED : TIMEOUT);
            long peers = admin.seenAddresses();
            return Optional.of(new ServerView(
                    measured,
                    all,
                    before.residentMegabytes(),
                    after.startSeconds() == before.startSeconds() ? 0 : 1,
                    after.wrongPasswords() - before.wrongPasswords(),
                    peers < MOST_ADDRESSES ? peers - peersBefore : null));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        watch.close();
        http.close();
    }
}
