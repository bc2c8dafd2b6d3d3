package io.tollgate.server;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.People;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is killed in the middle of its work has done all that it said it had done.
class CrashTest {
    private static final int WRITERS = 4;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int ROUNDS = 3;
    private static final Random RANDOM = new Random(7);

    @TempDir
    private Path folder;

    /// What was acknowledged to one person.
    private static final class Ledger {
        private final String email;
        private final AtomicReference<String> refreshToken = new AtomicReference<>();
        private final List<Upload> uploads = new CopyOnWriteArrayList<>();

        private Ledger(String email) {
            this.email = email;
        }
    }

    private record Upload(String id, String sha256) {}

    @Test
    void nothingAcknowledgedIsLost() {
        List<Ledger> ledgers = new CopyOnWriteArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            int before = ledgers.size();
            try (ChildServer server = start()) {
                List<Thread> writers = write(server.client(), ledgers);
                Eventually.within(
                        Duration.ofSeconds(60), "enough was acknowledged", () -> ledgers.size() > before + 2 * WRITERS);
                server.kill();
                join(writers);
            }
            long killed = System.nanoTime();
            try (ChildServer server = start()) {
                // First, while a rotation whose answer was lost is within its grace.
                ledgers.subList(before, ledgers.size()).forEach(ledger -> assertRefreshes(server.client(), ledger, killed));
                ledgers.forEach(ledger -> assertKept(server.client(), ledger));
            }
        }
    }

    private ChildServer start() {
        return ChildServer.start(folder, List.of("-Xmx128m"), Map.of());
    }

    private static List<Thread> write(ApiClient client, List<Ledger> ledgers) {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        live(client, ledgers);
                    }
                } catch (RuntimeException e) {
                    // The server was killed.
                }
            }));
        }
        return writers;
    }

    /// The life of one person: each answer is written down as soon as it is there.
    private static void live(ApiClient client, List<Ledger> ledgers) {
        Ledger ledger = new Ledger(People.freshEmail());
        Answer signUp = client.signUp(ledger.email);
        ledger.refreshToken.set(signUp.at("/refreshToken"));
        ledgers.add(ledger);
        ApiClient person = client.as(signUp.at("/accessToken"));
        for (int i = 0; i < 4; i++) {
            byte[] content = ("content of " + ledger.email + i).repeat(1 + RANDOM.nextInt(2_000)).getBytes(UTF_8);
            Answer upload = person.upload("file" + i, content);
            ledger.uploads.add(new Upload(upload.at("/files/0/id"), sha256(content)));
            ledger.refreshToken.set(client.refresh(ledger.refreshToken.get()).at("/refreshToken"));
        }
    }

    private static void join(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /// On a machine so slow that the grace is over, a session whose answer was lost ends, as it should; the login that
    /// follows is looked at in any case.
    private static void assertRefreshes(ApiClient client, Ledger ledger, long killed) {
        int status = client.refresh(ledger.refreshToken.get()).status();
        if (System.nanoTime() - killed < GRACE.toNanos()) {
            assertThat(status).as(ledger.email).isEqualTo(200);
        }
    }

    private static void assertKept(ApiClient client, Ledger ledger) {
        Answer login = client.logIn(ledger.email, PASSWORD);
        assertThat(login.status()).as(ledger.email).isEqualTo(200);
        ApiClient person = client.as(login.at("/accessToken"));
        for (Upload upload : ledger.uploads) {
            assertThat(sha256(person.get("/api/files/" + upload.id() + "/content").body())).isEqualTo(upload.sha256());
        }
        for (JsonNode listed : person.get("/api/files").json().get("files")) {
            byte[] content = person.get("/api/files/" + listed.get("id").asString() + "/content").body();
            assertThat(sha256(content)).isEqualTo(listed.get("sha256").asString());
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
