package io.tollgate.lab.bench;

import io.tollgate.lab.result.Bottleneck;
import io.tollgate.lab.result.MemoryUsage;
import io.tollgate.lab.result.ResultBuilder;
import io.tollgate.lab.server.LabAccount;
import io.tollgate.lab.server.Plenty;
import io.tollgate.lab.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Resident memory of a server after its start, after 10,000 requests and after 10,000 more: the first increase is what
/// work needs, a second one would be a leak.
final class MemoryBenchmark {
    private static final int REQUESTS = 10_000;
    /// In MB: a heap and a compiler settle slowly.
    private static final double STILL_SETTLING = 20;
    private static final int LOGINS_EVERY = 50;

    private MemoryBenchmark() {}

    /// Every request comes from one person at one address, so limits as they are would refuse most of them. They are counted all
    /// the same, as they would not be of addresses in `guard.allow`.
    static List<String> settings() {
        List<String> settings = new ArrayList<>(List.of("--guard.layers", "all"));
        settings.addAll(Plenty.limits());
        settings.addAll(Plenty.loginBudgets());
        return settings;
    }

    static void run(ResultBuilder result) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start("", settings().toArray(String[]::new));
                HttpClient client = HttpClient.newHttpClient()) {
            double afterStart = server.residentMegabytes();
            work(client, server.uri());
            double afterWork = server.residentMegabytes();
            work(client, server.uri());
            double afterMore = server.residentMegabytes();
            System.out.printf(
                    "Resident: %.0f MB after the start, %.0f MB after %,d requests, %.0f MB after as many again%n",
                    afterStart, afterWork, REQUESTS, afterMore);
            result.bottleneck("memory", finding(afterWork - afterStart, afterMore - afterWork));
            result.memoryUsage(new MemoryUsage(afterStart, afterWork, afterWork - afterStart, afterMore));
        }
    }

    private static Bottleneck finding(double first, double second) {
        String figures = String.format(
                Locale.ROOT, "the first %,d requests added %.0f MB, as many again %.0f MB", REQUESTS, first, second);
        return second > Math.max(STILL_SETTLING, first / 2)
                ? new Bottleneck("growth", figures + ": run it longer, this may be a leak")
                : new Bottleneck("none", figures + ": what was added is what work needs");
    }

    /// Two in a hundred log in, the others read their account or list their files.
    private static void work(HttpClient client, URI server) throws IOException, InterruptedException {
        String token = LabAccount.logIn(client, server);
        for (int i = 0; i < REQUESTS; i++) {
            if (i % LOGINS_EVERY == 0) {
                token = LabAccount.logIn(client, server);
            } else {
                String path = i % 2 == 0 ? "/api/auth/me" : "/api/files";
                LabAccount.expectOk(client.send(
                        HttpRequest.newBuilder(server.resolve(path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString()));
            }
        }
    }
}
