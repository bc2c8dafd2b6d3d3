package io.tollgate.server.dashboard;

import static io.tollgate.server.testing.ApiClient.PASSWORD;

import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// People who use a server, and others who attack it, until it is closed. Needs a server that trusts 127.0.0.0/8 as a proxy.
final class SimulatedAttack implements AutoCloseable {
    private static final int PEOPLE = 24;

    private final TestServer server;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SimulatedAttack(TestServer server) {
        this.server = server;
        for (int i = 0; i < PEOPLE; i++) {
            String email = "person" + i + "@example.org";
            ApiClient person = from("192.0.2." + (10 + i)).signedUp(email);
            every(1_100 + 50 * i, n -> live(person, n));
            if (i % 4 == 0) {
                String home = "192.0.2." + (100 + i);
                every(15_000 + 1_000 * i, n -> from(home).logIn(email, PASSWORD));
            }
        }
    }

    /// From now on somebody attacks, too.
    void begin() {
        for (String address : List.of("203.0.113.77", "203.0.113.140", "198.51.100.23")) {
            every(150, n -> from(address).logIn("person1@example.org", "guess number " + n));
        }
        every(700, n -> from("198.51.100.60").logIn("person" + n + "@example.org", "Summer2026 for all"));
        every(400, n -> from("2001:db8:44:1::7").with("User-Agent", "curl/8.5").get("/api/files"));
        every(1_200, n -> from("203.0.113.9")
                .with("User-Agent", "sqlmap/1.8 <script>alert(1)</script>")
                .post("/api/auth/signup", Map.of("email", "flood" + n + "@example.org", "password", PASSWORD)));
    }

    private ApiClient from(String address) {
        return server.client().with("X-Forwarded-For", address).with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)");
    }

    private static void live(ApiClient person, int n) {
        person.get("/api/files");
        if (n % 7 == 0) {
            person.get("/api/auth/me");
        }
        if (n % 25 == 0) {
            person.upload("note.txt", new byte[2_000]);
        }
    }

    @FunctionalInterface
    private interface Act {
        void run(int n);
    }

    private void every(long millis, Act act) {
        threads.execute(() -> {
            for (int n = 0; !pause(millis); n++) {
                act.run(n);
            }
        });
    }

    /// Whether it is over.
    private boolean pause(long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        over.countDown();
        threads.close();
    }
}
