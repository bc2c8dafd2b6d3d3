package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Client;
import io.tollgate.lab.driver.OpenLoop;
import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.driver.Recording.Line;
import io.tollgate.lab.driver.Request;
import io.tollgate.lab.driver.Response;
import io.tollgate.lab.driver.Send;
import io.tollgate.lab.driver.Sources;
import io.tollgate.lab.driver.Traffic;
import io.tollgate.lab.driver.Trust;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.RedisProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Response times of `GET /api/files` at fixed rates, on a server with windows in the process and on one with Redis, both with
/// all layers, alive at once and driven in turn. Every request goes out when it is due and its time counts from then, whatever
/// became of those before it.
final class RatesBenchmark {
    private static final List<Integer> PER_SECOND = List.of(100, 500);
    private static final int SEED = 42;
    private static final int SLICES = 3;

    private RatesBenchmark() {}

    /// A server that is measured, and who asks it.
    private record Target(String name, FileReaders readers) {}

    /// Clients at addresses of their own, who all list the files of one account.
    private record FileReaders(List<Client> clients, Request request) implements Traffic, AutoCloseable {
        private static final int COUNT = 50;
        private static final int BLOCK = 3;

        static FileReaders of(URI server, String token) {
            Sources sources = Sources.of(server, Trust.ofSystem());
            return new FileReaders(
                    IntStream.range(0, COUNT).mapToObj(i -> sources.client(BLOCK, i)).toList(),
                    Request.get("/api/files").as(token));
        }

        @Override
        public Client client(Send send) {
            return clients.get(send.actor());
        }

        @Override
        public Optional<Request> request(Send send) {
            return Optional.of(request);
        }

        @Override
        public boolean settle(Send send, Response response) {
            return response.status() == 200;
        }

        @Override
        public void close() throws IOException {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    static void run(Effort effort, ResultBuilder result) throws IOException, InterruptedException {
        try (RedisProcess redis = RedisProcess.start();
                ServerProcess inProcess = ServerProcess.start("", GuardBenchmark.ALL_LAYERS);
                ServerProcess onRedis = ServerProcess.start("", GuardBenchmark.allLayersOn(redis));
                FileReaders ofInProcess = readers(inProcess);
                FileReaders ofRedis = readers(onRedis)) {
            List<RateRow> rows =
                    measure(List.of(new Target("in-process", ofInProcess), new Target("redis", ofRedis)), effort);
            tell(rows, result);
        }
    }

    /// Figures of a driver that was late are none of the server, and are not kept.
    static void tell(List<RateRow> rows, ResultBuilder result) {
        Map<String, Summary> rates = new LinkedHashMap<>();
        for (RateRow row : rows) {
            System.out.println("GET /api/files, " + row.line());
            if (row.isVoid()) {
                result.leftOut("Rates: " + row.name() + " is void and was left out, for " + row.lateness() + ".");
            } else {
                rates.put(row.name(), row.summary());
                result.note("Rates: " + row.name() + ": " + row.lateness() + ".");
            }
        }
        if (!rates.isEmpty()) {
            result.rates(rates);
        }
    }

    private static FileReaders readers(ServerProcess server) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            LabAccount.uploadFiles(client, server.uri(), 1);
            return FileReaders.of(server.uri(), LabAccount.logIn(client, server.uri()));
        }
    }

    private static List<RateRow> measure(List<Target> targets, Effort effort) throws IOException, InterruptedException {
        for (Target target : targets) {
            drive(target, PER_SECOND.getLast(), effort.warmUp(), SEED);
        }
        List<RateRow> all = new ArrayList<>();
        for (int perSecond : PER_SECOND) {
            List<RateRow> rows = targets.stream()
                    .map(target -> new RateRow(target.name() + ", " + perSecond + "/s"))
                    .toList();
            for (int round = 0; round < effort.runs(); round++) {
                for (int i = 0; i < targets.size(); i++) {
                    int next = (round + i) % targets.size();
                    rows.get(next).add(
                            drive(targets.get(next), perSecond, effort.slice().multipliedBy(SLICES), SEED + round));
                }
            }
            all.addAll(rows);
        }
        return all;
    }

    /// @throws IOException when any answer is missing or another than 200, for then something else was measured
    private static List<Line> drive(Target target, int perSecond, Duration duration, long seed)
            throws IOException, InterruptedException {
        OpenLoop loop = new OpenLoop(sends(perSecond, duration, seed), target.readers());
        // What was prepared is moved out of the way now rather than in the middle.
        System.gc();
        Recording recording = loop.run();
        if (recording.failed() > 0) {
            throw new IOException("%d of %d requests at %d a second failed on the server %s"
                    .formatted(recording.failed(), recording.size(), perSecond, target.name()));
        }
        return IntStream.range(0, recording.size()).mapToObj(recording::line).toList();
    }

    /// In slots of equal length, each at a random place in its slot: an exact rate that is no drumbeat.
    static List<Send> sends(int perSecond, Duration duration, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double slot = 1e9 / perSecond;
        List<Send> sends = new ArrayList<>();
        for (int i = 0; (i + 1) * slot <= duration.toNanos(); i++) {
            sends.add(new Send((long) ((i + random.nextDouble()) * slot), i % FileReaders.COUNT, 0, i));
        }
        return sends;
    }
}
