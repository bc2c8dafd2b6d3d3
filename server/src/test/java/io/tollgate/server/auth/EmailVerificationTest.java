package io.tollgate.server.auth;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer.Mail;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A server on which accounts work only after their addresses are verified.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class EmailVerificationTest {
    private static final String CONFIRM = "Confirm your e-mail address";
    private static final String STRANGERS = "somebody else's passphrase";

    private static ManualClock clock;
    private static TestMailServer mails;
    private static TestServer server;
    private static ApiClient client;

    @Parameter
    TestDatabase database;

    private final String email = People.freshEmail();

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        clock = new ManualClock();
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(mails.settings());
        settings.putAll(database.freshSettings());
        settings.put("signup.verify-email", "true");
        settings.put("guard.layers", "events");
        server = TestServer.start(clock, settings);
        client = server.client();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
        mails.close();
    }

    private static Answer verify(String token, String password) {
        return client.post("/api/auth/verify-email", Map.of("token", token, "password", password));
    }

    private static Answer verify(String token) {
        return verify(token, PASSWORD);
    }

    private static Answer askAgain(String email) {
        return client.post("/api/auth/verify-email", Map.of("email", email));
    }

    private String mailedToken() {
        assertThat(client.signUp(email).status()).isEqualTo(202);
        return mails.await(email, CONFIRM).token();
    }

    private Answer giveRole(String role) {
        ApiClient admin = client.asAdmin();
        String id = admin.get("/api/admin/users?email=" + email).at("/users/0/id");
        return admin.post("/api/admin/users/" + id + "/role", Map.of("role", role));
    }

    private static boolean isSignedIn(Answer login) {
        return client.as(login.at("/accessToken")).get("/api/auth/me").status() == 200;
    }

    @Test
    void signUpBeginsNoSessionAndMailsALink() {
        Answer answer = client.signUp(email);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(mails.await(email, CONFIRM).text())
                .contains("signed up with this e-mail address", "within 24 hours", "type your password")
                .contains("https://app.example.org/verify#token=");
    }

    @Test
    void accountWorksOnceItsAddressIsVerified() {
        String token = mailedToken();
        Answer before = client.logIn(email, PASSWORD);
        Answer unknown = client.logIn(People.freshEmail(), PASSWORD);

        assertThat(before.status()).isEqualTo(401);
        assertThat(before.withoutRequestId()).isEqualTo(unknown.withoutRequestId());
        assertThat(verify(token).status()).isEqualTo(204);

        Answer login = client.logIn(email, PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().at("/user/emailVerified").asBoolean()).isTrue();
    }

    @Test
    void adminOfTheSettingsNeedsNoVerification() {
        assertThat(client.logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void whoLosesHisRoleWithoutAVerifiedAddressIsSignedOut() {
        mailedToken();
        giveRole("analyst");
        Answer login = client.logIn(email, PASSWORD);
        assertThat(login.status()).isEqualTo(200);

        giveRole("moderator");
        assertThat(isSignedIn(login)).isTrue();

        giveRole("user");
        assertThat(isSignedIn(login)).isFalse();
        assertThat(client.refresh(login.at("/refreshToken")).status()).isEqualTo(401);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void whoLosesHisRoleWithAVerifiedAddressStaysSignedIn() {
        verify(mailedToken());
        giveRole("analyst");
        Answer login = client.logIn(email, PASSWORD);

        giveRole("user");

        assertThat(isSignedIn(login)).isTrue();
        assertThat(client.refresh(login.at("/refreshToken")).status()).isEqualTo(200);
    }

    @Test
    void losingTheRoleWhileLoggingInLeavesNoSessionBehind() {
        mailedToken();
        giveRole("analyst");

        List<Answer> answers = Together.run(9, i -> i == 4 ? giveRole("user") : client.logIn(email, PASSWORD));

        answers.stream().filter(answer -> !answer.at("/accessToken").isEmpty()).forEach(login -> {
            assertThat(isSignedIn(login)).isFalse();
            assertThat(client.refresh(login.at("/refreshToken")).status()).isEqualTo(401);
        });
    }

    @Test
    void tokenWorksForOneOfManyAtOnce() {
        String token = mailedToken();

        List<Answer> answers = Together.run(5, _ -> verify(token));

        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(204, 401, 401, 401, 401);
        assertThat(verify(token).code()).isEqualTo("invalid_token");
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void tokenAloneVerifiesNothingAndIsNotUsedUp() {
        String token = mailedToken();

        Answer alone = client.post("/api/auth/verify-email", Map.of("token", token));
        Answer weak = verify(token, "password");

        assertThat(alone.code()).isEqualTo("invalid_request");
        assertThat(alone.at("/errors/0/field")).isEqualTo("password");
        assertThat(weak.code()).isEqualTo("weak_password");
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(verify(token).status()).isEqualTo(204);
    }

    @Test
    void tokenIsWorthlessOnceTheAddressIsVerified() {
        String first = mailedToken();
        askAgain(email);
        String second = mails.awaitTo(email, 2).getLast().token();

        assertThat(verify(second).status()).isEqualTo(204);

        assertThat(verify(first, PASSWORD + "!").code()).isEqualTo("invalid_token");
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void passwordOfAStrangerWhoSignedUpFirstNeverWorks() {
        client.post("/api/auth/signup", Map.of("email", email, "password", STRANGERS));
        mails.awaitTo(email, 1);
        client.signUp(email);
        String token = mails.awaitTo(email, 2).getLast().token();

        assertThat(verify(token).status()).isEqualTo(204);

        assertThat(client.logIn(email, STRANGERS).status()).isEqualTo(401);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(eventsOf(email)).contains("user_verified", "authn_password_reset");
    }

    @Test
    void ownPasswordStaysAndIsNoReset() {
        verify(mailedToken());

        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(eventsOf(email)).contains("user_verified").doesNotContain("authn_password_reset");
    }

    @Test
    void answerAndWorkAreTheSameForTheOwnAndAnotherPassword() {
        String token = mailedToken();
        long before = server.passwordHashes();
        Answer own = verify(token);
        long hashes = server.passwordHashes() - before;
        String other = People.freshEmail();
        client.signUp(other);
        String otherToken = mails.await(other, CONFIRM).token();

        before = server.passwordHashes();
        Answer another = verify(otherToken, PASSWORD + "!");

        assertThat(server.passwordHashes() - before).isEqualTo(hashes);
        assertThat(another.status()).isEqualTo(own.status());
        assertThat(another.headers().map().keySet()).isEqualTo(own.headers().map().keySet());
    }

    /// The types of what happened to the account of an address, once its verification is among them.
    private static List<String> eventsOf(String email) {
        ApiClient admin = client.asAdmin();
        Events events = new Events(admin);
        String id = admin.get("/api/admin/users?email=" + email).at("/users/0/id");
        events.await("type=user_verified&userId=" + id);
        return events.find("userId=" + id).stream().map(event -> event.get("type").asString()).toList();
    }

    @Test
    void tokenExpires() {
        String token = mailedToken();
        clock.advance(Duration.ofHours(24));

        assertThat(verify(token).code()).isEqualTo("invalid_token");

        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
        assertThat(askAgain(email).status()).isEqualTo(202);
        assertThat(verify(mails.awaitTo(email, 2).getLast().token()).status()).isEqualTo(204);
    }

    @Test
    void tokenOfAResetVerifiesAnAddressOnlyByReset() {
        mailedToken();
        client.post("/api/auth/forgot-password", Map.of("email", email));
        String token = mails.await(email, "Reset your password").token();

        assertThat(verify(token).code()).isEqualTo("invalid_token");
        Answer reset = client.post("/api/auth/reset-password", Map.of("token", token, "newPassword", PASSWORD + "!"));

        assertThat(reset.status()).isEqualTo(204);
        assertThat(client.logIn(email, PASSWORD + "!").status()).isEqualTo(200);
    }

    @Test
    void ownerOfATakenAddressIsToldAndNobodyElse() throws SQLException {
        verify(mailedToken());
        Answer again = client.post(
                "/api/auth/signup", Map.of("email", email, "password", STRANGERS, "name", "Eavesdropper"));

        assertThat(again.status()).isEqualTo(202);
        assertThat(mails.await(email, "You already have an account").text()).contains("tried to sign up").doesNotContain("Eavesdropper");
        assertThat(client.logIn(email, STRANGERS).status()).isEqualTo(401);
        assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        try (Connection connection = server.database()) {
            assertThat(DatabaseText.of(connection)).doesNotContain("Eavesdropper");
        }
    }

    @Test
    void manySignUpsAtOnceMakeOneAccount() {
        List<Answer> answers = Together.run(6, _ -> client.signUp(email));
        Mail mail = mails.await(email, CONFIRM);

        assertThat(answers).extracting(Answer::status).containsOnly(202);
        assertThat(verify(mail.token()).status()).isEqualTo(204);
        assertThat(client.asAdmin().get("/api/admin/users?limit=200").text()).containsOnlyOnce(email);
    }
}
