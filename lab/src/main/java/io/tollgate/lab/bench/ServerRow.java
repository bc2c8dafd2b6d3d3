package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.CpuShare;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.Plenty;
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
    private static final int WARM_UP_CONNECTIONS = 8;
    private static final Duration WARM_UP_SLICE = Duration.ofSeconds(1);
    /// The server's second compiler begins with a method after 25,000 calls, as the launcher has it.
    private static final int COMPILED = 30_000;

    private final List<ServerProcess> servers;
    private final List<String> tokens;
    private double cpuShare;

    private ServerRow(List<ServerProcess> servers, List<String> tokens) {
        this.servers = servers;
        this.tokens = tokens;
    }

    /// Makes the request for a server from an access token of its own.
    interface RequestOf {
        Request with(String token);
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
        settings.addAll(Plenty.limits());
        return settings.toArray(String[]::new);
    }

    /// Over several connections, until each server has compiled what it is asked for, or so long.
    void warmUp(RequestOf request, Duration atMost) throws IOException, InterruptedException {
        for (int i = 0; i < servers.size(); i++) {
            long end = System.nanoTime() + atMost.toNanos();
            for (long sent = 0; sent < COMPILED && System.nanoTime() < end; ) {
                sent += drive(i, request, WARM_UP_CONNECTIONS, WARM_UP_SLICE).nanos().getTotalCount();
            }
        }
    }

    /// Each round begins with another server, so that none is always the one after a pause.
    Rounds measure(RequestOf request, int runs, Duration slice) throws IOException, InterruptedException {
        Rounds rounds = new Rounds(servers.size());
        CpuShare used = CpuShare.of(servers);
        for (int round = 0; round < runs; round++) {
            int first = round;
            for (int i : IntStream.range(0, servers.size()).map(n -> (n + first) % servers.size()).toArray()) {
                rounds.add(i, drive(i, request, ONE_CONNECTION, slice));
            }
        }
        cpuShare = used.now();
        return rounds;
    }

    /// The share of the machine that the servers used while they were measured last.
    double cpuShare() {
        return cpuShare;
    }

    private ClosedLoop.Slice drive(int server, RequestOf request, int connections, Duration duration)
            throws IOException, InterruptedException {
        return ClosedLoop.drive(
                servers.get(server).uri(), request.with(tokens.get(server)), connections, duration);
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
    }
}
