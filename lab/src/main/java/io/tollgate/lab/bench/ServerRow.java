package io.tollgate.lab.bench;

import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.PlainRequest;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/// Servers that differ in their layers only, alive at once and asked in turn. Belongs to one thread.
final class ServerRow implements AutoCloseable {
    private static final int ONE_CONNECTION = 1;
    private static final String PLENTY = "1000000/1m";
    /// Of limits that would refuse what is measured.
    private static final String[] LIMITS = {
        "--guard.limits.files", PLENTY, "--guard.limits.default", PLENTY, "--guard.limits.bot", PLENTY
    };

    private final List<ServerProcess> servers;
    private final List<String> tokens;
    private double cpuShare;

    private ServerRow(List<ServerProcess> servers, List<String> tokens) {
        this.servers = servers;
        this.tokens = tokens;
    }

    /// Makes the request for a server from an access token of its own.
    interface RequestOf {
        PlainRequest with(String token);
    }

    static ServerRow start(Collection<String> layers) throws IOException, InterruptedException {
        ServerRow row = new ServerRow(new ArrayList<>(), new ArrayList<>());
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String each : layers) {
                row.servers.add(ServerProcess.start("", settings(each)));
                row.tokens.add(LabAccount.logIn(client, row.servers.getLast().uri()));
            }
            return row;
        } catch (IOException | InterruptedException e) {
            row.close();
            throw e;
        }
    }

    private static String[] settings(String layers) {
        List<String> settings = new ArrayList<>(List.of("--guard.layers", layers));
        settings.addAll(List.of(LIMITS));
        return settings.toArray(String[]::new);
    }

    void warmUp(RequestOf request, Duration each) throws IOException, InterruptedException {
        for (int i = 0; i < servers.size(); i++) {
            drive(i, request, each);
        }
    }

    /// Each round begins with another server, so that none is always the one after a pause.
    Rounds measure(RequestOf request, int runs, Duration slice) throws IOException, InterruptedException {
        Rounds rounds = new Rounds(servers.size());
        Duration before = cpuTime();
        long began = System.nanoTime();
        for (int round = 0; round < runs; round++) {
            int first = round;
            for (int i : IntStream.range(0, servers.size()).map(n -> (n + first) % servers.size()).toArray()) {
                rounds.add(i, drive(i, request, slice));
            }
        }
        cpuShare = cpuTime().minus(before).toNanos()
                / (double) (System.nanoTime() - began)
                / Runtime.getRuntime().availableProcessors();
        return rounds;
    }

    /// The share of the machine that the servers used while they were measured last.
    double cpuShare() {
        return cpuShare;
    }

    private Duration cpuTime() {
        return servers.stream().map(ServerProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
    }

    private ClosedLoop.Slice drive(int server, RequestOf request, Duration duration)
            throws IOException, InterruptedException {
        return ClosedLoop.drive(
                servers.get(server).uri(), request.with(tokens.get(server)), ONE_CONNECTION, duration);
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
    }
}
