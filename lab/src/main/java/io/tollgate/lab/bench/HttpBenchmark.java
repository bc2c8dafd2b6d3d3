package io.tollgate.lab.bench;

import io.tollgate.lab.driver.Request;
import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.HttpRate;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.result.Summary;
import io.tollgate.lab.server.ClosedLoop;
import io.tollgate.lab.server.Cores;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.RedisProcess;
import io.tollgate.lab.server.ReferenceProcess;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// What all of Tollgate costs a request: `GET /api/files` of somebody with one file, with all layers of the guard, in the
/// process and on Redis, beside a bare server of the same HTTP library, JVM and flags that answers as many bytes. All three
/// are alive at once and driven in turn.
///
/// Requests a second say what a machine carries on the cores at hand; requests for each second of processor time that the
/// server's process used say what a request costs, whoever else was at work.
final class HttpBenchmark {
    static final String PATH = "/api/files";
    private static final String BARE = "bare";
    /// So many that waiting for Redis is not what limits.
    static final int CONNECTIONS = 32;
    static final Duration SLICE = Duration.ofSeconds(3);
    /// On one core, which compiles beside its work, a server with Redis takes that long to be nearly as fast as it gets.
    private static final Duration WARM_UP = Duration.ofSeconds(75);

    private HttpBenchmark() {}

    /// A server that is measured.
    private record Contestant(String name, URI uri, Request request, Supplier<Duration> cpuTime) {

        Sample drive(Duration duration) throws IOException, InterruptedException {
            Duration before = cpuTime.get();
            ClosedLoop.Slice slice = ClosedLoop.drive(uri, request, CONNECTIONS, duration);
            double used = cpuTime.get().minus(before).toNanos() / 1e9;
            return new Sample(slice.perSecond(), slice.nanos().getTotalCount() / used);
        }
    }

    /// @param perCoreSecond requests for each second of processor time
    private record Sample(double perSecond, double perCoreSecond) {}

    static void run(int runs, ResultBuilder result) throws IOException, InterruptedException {
        try (Cores cores = Cores.split();
                RedisProcess redis = RedisProcess.start();
                ServerProcess inProcess = ServerProcess.startOn(cores, "", GuardBenchmark.ALL_LAYERS);
                ServerProcess onRedis = ServerProcess.startOn(cores, "", GuardBenchmark.allLayersOn(redis));
                HttpClient client = HttpClient.newHttpClient()) {
            Contestant first = contestant("in-process", inProcess, client);
            Contestant second = contestant("redis", onRedis, client);
            String bytes = String.valueOf(answer(client, first).length);
            try (ReferenceProcess bare = ReferenceProcess.start(inProcess, "BareServer", PATH, bytes)) {
                URI uri = URI.create("http://127.0.0.1:" + bare.greeting());
                List<Contestant> all = List.of(
                        new Contestant(BARE, uri, first.request(), bare::cpuTime), first, second);
                Map<String, HttpRate> rates = rates(measure(all, runs));
                rates.forEach(HttpBenchmark::print);
                result.http(rates);
                result.bottleneck("http", bottleneck(rates.get(first.name()), cores));
                result.note("http: " + cores.text() + "; answers of " + bytes + " bytes.");
                System.out.println(cores.text());
            }
        }
    }

    private static Contestant contestant(String name, ServerProcess server, HttpClient client)
            throws IOException, InterruptedException {
        LabAccount.uploadFiles(client, server.uri(), 1);
        Request request = Request.get(PATH).as(LabAccount.logIn(client, server.uri()));
        return new Contestant(name, server.uri(), request, server::cpuTime);
    }

    /// @return its body
    private static byte[] answer(HttpClient client, Contestant of) throws IOException, InterruptedException {
        String[] authorization = of.request().headers().strip().split(": ", 2);
        return client.send(
                        HttpRequest.newBuilder(of.uri().resolve(PATH))
                                .header(authorization[0], authorization[1])
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
    }

    /// Each round begins with another, so that none is always the first after a pause.
    private static Map<String, List<Sample>> measure(List<Contestant> all, int runs)
            throws IOException, InterruptedException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (Contestant contestant : all) {
            contestant.drive(WARM_UP);
            samples.put(contestant.name(), new ArrayList<>());
        }
        for (int round = 0; round < runs; round++) {
            for (int i = 0; i < all.size(); i++) {
                Contestant contestant = all.get((round + i) % all.size());
                samples.get(contestant.name()).add(contestant.drive(SLICE));
            }
        }
        return samples;
    }

    private static Map<String, HttpRate> rates(Map<String, List<Sample>> samples) {
        List<Sample> bare = samples.get(BARE);
        Map<String, HttpRate> rates = new LinkedHashMap<>();
        samples.forEach((name, of) -> {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < of.size(); round++) {
                ratios.add(of.get(round).perCoreSecond() / bare.get(round).perCoreSecond());
            }
            rates.put(name, new HttpRate(
                    Summary.of(of.stream().map(Sample::perSecond).toList(), "requests/s"),
                    Summary.of(of.stream().map(Sample::perCoreSecond).toList(), "requests/core s"),
                    name.equals(BARE) ? null : Summary.of(ratios, name + "/" + BARE)));
        });
        return rates;
    }

    private static void print(String name, HttpRate rate) {
        System.out.printf("GET /api/files, %-12s %s%n", name + ":", rate.perSecond().line());
        System.out.printf("%28s %s%n", "", rate.perCoreSecond().line());
        if (rate.ratio() != null) {
            System.out.printf("%28s a core, round by round: %s%n", "", rate.ratio().line("rounds"));
        }
    }

    private static Bottleneck bottleneck(HttpRate rate, Cores cores) {
        double available = cores.areBound() ? cores.server().size() : Runtime.getRuntime().availableProcessors();
        double used = rate.perSecond().p50() / rate.perCoreSecond().p50();
        String figures = String.format(Locale.ROOT, "in the process, the server used %.2f of %.0f cores", used, available);
        return used >= Bottleneck.BUSY * available
                ? new Bottleneck("CPU", figures)
                : new Bottleneck("driver or other programs", figures + "; what it costs a core holds all the same");
    }
}
