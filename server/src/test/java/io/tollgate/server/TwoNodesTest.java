package io.tollgate.server;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one database and one folder are one service.
class TwoNodesTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static TestServer serverA;
    private static TestServer serverB;
    private static ApiClient a;
    private static ApiClient b;

    @BeforeAll
    static void start() {
        Map<String, String> settings = TestDatabase.POSTGRESQL.freshSettings();
        ManualClock clock = new ManualClock();
        List<TestServer> servers = Together.run(2, _ -> TestServer.start(clock, settings, folder));
        serverA = servers.getFirst();
        serverB = servers.getLast();
        a = serverA.client();
        b = serverB.client();
    }

    @AfterAll
    static void stop() {
        serverA.close();
        serverB.close();
    }

    private static int me(ApiClient node, Answer tokens) {
        return node.as(tokens.at("/accessToken")).get("/api/auth/me").status();
    }

    @Test
    void startedAtOnceThereIsOneAdminAndOneKey() {
        assertThat(a.asAdmin().get("/api/admin/users?role=admin").json().get("users")).hasSize(1);
        assertThat(a.get("/.well-known/jwks.json").json().get("keys")).hasSize(1);
        assertThat(a.get("/.well-known/jwks.json").text()).isEqualTo(b.get("/.well-known/jwks.json").text());
    }

    @Test
    void accountOfOneLogsInOnTheOther() {
        String email = People.freshEmail();
        Answer signedUp = a.signUp(email);

        assertThat(b.logIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(me(b, signedUp)).isEqualTo(200);
    }

    @Test
    void sessionEndedOnOneDiesOnTheOther() {
        Answer signedUp = a.signUp(People.freshEmail());
        assertThat(me(b, signedUp)).isEqualTo(200);

        a.as(signedUp.at("/accessToken")).post("/api/auth/logout");

        assertThat(b.refresh(signedUp.at("/refreshToken")).status()).isEqualTo(401);
        Eventually.within(SOON, "the other node refuses the token", () -> me(b, signedUp) == 401);
    }

    @Test
    void disabledAccountIsOutOnTheOther() {
        String email = People.freshEmail();
        Answer signedUp = b.signUp(email);

        a.asAdmin().post("/api/admin/users/" + signedUp.at("/user/id") + "/disable");

        assertThat(b.logIn(email, PASSWORD).status()).isEqualTo(401);
        Eventually.within(SOON, "the other node refuses the token", () -> me(b, signedUp) == 401);
    }

    @Test
    void roleChangedOnOneHoldsOnTheOther() {
        Answer signedUp = b.signUp(People.freshEmail());
        ApiClient onB = b.as(signedUp.at("/accessToken"));
        String role = "/api/admin/users/" + signedUp.at("/user/id") + "/role";
        assertThat(onB.get("/api/admin/users").status()).isEqualTo(403);

        a.asAdmin().post(role, Map.of("role", "admin"));
        Eventually.within(SOON, "the other node knows the role", () -> onB.get("/api/admin/users").status() == 200);

        a.asAdmin().post(role, Map.of("role", "user"));
        Eventually.within(SOON, "the other node forgot the role", () -> onB.get("/api/admin/users").status() == 403);
    }

    @Test
    void tokensRefreshOnEither() {
        String token = a.signUp(People.freshEmail()).at("/refreshToken");

        List<Answer> answers = Together.run(40, i -> (i % 2 == 0 ? a : b).refresh(token));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.stream().map(answer -> answer.at("/refreshToken")).distinct()).hasSize(1);
        assertThat(b.refresh(answers.getFirst().at("/refreshToken")).status()).isEqualTo(200);
    }

    @Test
    void filesOfOneAreOnTheOther() {
        String token = a.signUp(People.freshEmail()).at("/accessToken");
        byte[] content = "shared".getBytes(UTF_8);
        String id = a.as(token).upload("shared.txt", content).at("/files/0/id");

        assertThat(b.as(token).get("/api/files/" + id + "/content").body()).isEqualTo(content);
        assertThat(b.as(token).delete("/api/files/" + id).status()).isEqualTo(204);
        assertThat(a.as(token).get("/api/files/" + id).status()).isEqualTo(404);
    }

    @Test
    void dashboardSessionHoldsOnEither() {
        Answer signIn = a.post(
                "/api/admin/session", Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD));
        String cookie = signIn.headers().allValues("Set-Cookie").stream()
                .filter(header -> header.startsWith("tollgate_dashboard="))
                .findFirst()
                .orElseThrow();

        assertThat(b.with("Cookie", cookie.split(";")[0]).get("/api/admin/users").status()).isEqualTo(200);
    }
}
