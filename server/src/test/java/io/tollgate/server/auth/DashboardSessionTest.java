package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static io.tollgate.server.testing.TestServer.ADMIN;
import static io.tollgate.server.testing.TestServer.ADMIN_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class DashboardSessionTest {
    private static ManualClock clock;
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        clock = new ManualClock();
        server = TestServer.start(clock, database.freshSettings());
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static Answer signIn(String email, String password) {
        return client.post("/api/admin/session", Map.of("email", email, "password", password));
    }

    private static String cookieOf(Answer answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("tollgate_dashboard="))
                .findFirst()
                .orElse("");
    }

    private static ApiClient signedIn() {
        return client.with("Cookie", cookieOf(signIn(ADMIN, ADMIN_PASSWORD)).split(";")[0]);
    }

    private static ApiClient fromOwnPage(ApiClient browser) {
        return browser.with("X-Tollgate", "dashboard").with("Origin", server.uri().toString());
    }

    @Test
    void keepsItsTokenInCookieThatNoScriptReads() {
        Answer answer = signIn(ADMIN, ADMIN_PASSWORD);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(cookieOf(answer)).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain("Max-Age");
        assertThat(signedIn().get("/api/admin/users").status()).isEqualTo(200);
    }

    @Test
    void tellsWhoIsSignedIn() {
        Answer answer = signedIn().get("/api/admin/session");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/email")).isEqualTo(ADMIN);
        assertThat(answer.at("/role")).isEqualTo("admin");
        assertThat(client.get("/api/admin/session").status()).isEqualTo(401);
    }

    @Test
    void isForbiddenToPlainUsers() {
        String email = People.freshEmail();
        client.signUp(email);

        Answer answer = signIn(email, PASSWORD);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(cookieOf(answer)).isEmpty();
        assertThat(answer.headers().allValues("Set-Cookie"))
                .as("the device, which is known by now and must not look new at the next try")
                .anyMatch(cookie -> cookie.startsWith("tollgate_device="));
    }

    @Test
    void withWrongPasswordAnswersLikeLogin() {
        Answer dashboard = signIn(ADMIN, "not the right passphrase");

        assertThat(dashboard.withoutRequestId())
                .isEqualTo(client.logIn(ADMIN, "not the right passphrase").withoutRequestId());
    }

    @Test
    void changesNothingWithoutOwnHeaderAndOrigin() {
        ApiClient browser = signedIn();
        String email = People.freshEmail();
        String disable = "/api/admin/users/" + client.signUp(email).at("/user/id") + "/disable";

        assertThat(browser.post(disable).status()).isIn(401, 403);
        assertThat(browser.with("X-Tollgate", "dashboard").post(disable).status()).isIn(401, 403);
        assertThat(browser.with("Origin", server.uri().toString()).post(disable).status()).isIn(401, 403);
        for (String origin : new String[] {"http://evil.example", "null", "http://127.0.0.1:1", "", "http://[", "//"}) {
            assertThat(browser.with("X-Tollgate", "dashboard").with("Origin", origin).post(disable).status())
                    .isIn(401, 403);
        }
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);

        assertThat(fromOwnPage(browser).post(disable).status()).isEqualTo(200);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void isEndedBySigningOut() {
        ApiClient browser = signedIn();
        assertThat(browser.delete("/api/admin/session").status()).isEqualTo(401);
        assertThat(browser.get("/api/admin/users").status()).isEqualTo(200);

        Answer answer = fromOwnPage(browser).delete("/api/admin/session");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(cookieOf(answer)).contains("Max-Age=0");
        assertThat(browser.get("/api/admin/users").status()).isEqualTo(401);
    }

    @Test
    void endsAfterTwelveHours() {
        ApiClient browser = signedIn();

        clock.advance(Duration.ofHours(12));

        assertThat(browser.get("/api/admin/users").status()).isEqualTo(401);
    }

    @Test
    void isNoKeyToWhatOnlyTokensOpen() {
        assertThat(signedIn().get("/api/auth/me").status()).isEqualTo(401);
    }
}
