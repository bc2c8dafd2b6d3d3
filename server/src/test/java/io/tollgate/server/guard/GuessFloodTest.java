package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.cookieOf;
import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Together;
import io.tollgate.server.guard.GuardedServer.Person;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Floods of guesses against a whole server: how many are hashed, and who gets in meanwhile.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class GuessFloodTest {
    private static GuardedServer server;

    @Parameter
    TestDatabase database;

    private final String address = freshAddress();

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        server = GuardedServer.start(database.freshSettings());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    private static List<Answer> withStatus(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).toList();
    }

    private static void assertRefusedCorrectly(List<Answer> answers) {
        assertThat(answers).extracting(Answer::status).containsAnyOf(401, 429).isSubsetOf(401, 403, 429);
        assertThat(withStatus(answers, 429))
                .allSatisfy(answer -> assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive());
    }

    private void assertBanned() {
        Answer answer = server.from(address).get("/.well-known/jwks.json");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("ip_banned");
    }

    @Test
    void ofAThousandParallelGuessesFiveAreHashedAndTheAddressIsBanned() {
        Person victim = server.person();
        long before = server.passwordHashes();

        List<Answer> answers = Together.run(1_000, i -> server.from(address).logIn(victim.email(), "wrong password " + i));

        assertThat(server.passwordHashes() - before).isEqualTo(5);
        assertThat(withStatus(answers, 401)).hasSize(5);
        assertRefusedCorrectly(answers);
        assertBanned();
    }

    @Test
    void oneWrongPasswordOverAndOverIsHashedOnceAndBansNobody() {
        Person forgetful = server.person();
        long before = server.passwordHashes();

        List<Answer> answers = Together.run(200, _ -> server.from(address).logIn(forgetful.email(), "an old password"));

        assertThat(answers).extracting(Answer::status).containsOnly(401);
        assertThat(server.passwordHashes() - before).isEqualTo(1);
        assertThat(server.guessesFrom(address)).isEqualTo(1);
        assertThat(server.from(address).logIn(forgetful.email(), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aHundredParallelCorrectLoginsAllSucceed() {
        Person person = server.person();

        List<Answer> answers = Together.run(100, _ -> server.from(address).logIn(person.email(), PASSWORD));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(server.guessesFrom(address)).isZero();
    }

    @Test
    void ownerLogsInByHisDeviceWhileTwoHundredAddressesGuess() {
        Person owner = server.person();
        long before = server.passwordHashes();
        List<Answer> owners = new ArrayList<>();

        List<Answer> guesses = Together.run(201, i -> {
            if (i == 200) {
                for (int j = 0; j < 5; j++) {
                    owners.add(server.from(address).with("Cookie", owner.device()).logIn(owner.email(), PASSWORD));
                }
                return owners.getLast();
            }
            return server.from(freshAddress()).logIn(owner.email(), "wrong password " + i);
        });

        assertThat(owners).hasSize(5).extracting(Answer::status).containsOnly(200);
        assertThat(withStatus(guesses, 401)).hasSize(20);
        assertThat(server.passwordHashes() - before).isEqualTo(20 + 5);
        assertThat(server.from(freshAddress()).logIn(owner.email(), PASSWORD).status()).isEqualTo(429);
        assertThat(server.from(freshAddress()).with("Cookie", owner.device()).logIn(owner.email(), PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void deviceOfAnotherAccountIsAStranger() {
        Person owner = server.person();
        Person other = server.person();
        Together.run(50, i -> server.from(freshAddress()).logIn(owner.email(), "wrong password " + i));

        Answer answer = server.from(address).with("Cookie", other.device()).logIn(owner.email(), PASSWORD);

        assertThat(answer.status()).isEqualTo(429);
    }

    @Test
    void loginPasswordChangeAndDashboardShareOneBudget() {
        Person victim = server.person();
        ApiClient client = server.from(address).as(victim.token());
        long before = server.passwordHashes();

        List<Answer> answers = Together.run(60, i -> guess(client, victim, i));

        assertThat(server.passwordHashes() - before).isEqualTo(5);
        assertRefusedCorrectly(answers);
        assertBanned();
    }

    private static Answer guess(ApiClient client, Person victim, int number) {
        String wrong = "wrong password " + number;
        return switch (number % 3) {
            case 0 -> client.logIn(victim.email(), wrong);
            case 1 -> client.post("/api/admin/session", Map.of("email", victim.email(), "password", wrong));
            default ->
                client.post(
                        "/api/auth/password",
                        Map.of("currentPassword", wrong, "newPassword", "another quite long password"));
        };
    }

    @Test
    void tokenSentAlongWithAGuessChangesNothing() {
        Person victim = server.person();
        Person attacker = server.person();
        long before = server.passwordHashes();

        List<Answer> answers = Together.run(
                100, i -> server.from(address).as(attacker.token()).logIn(victim.email(), "wrong password " + i));

        assertThat(server.passwordHashes() - before).isEqualTo(5);
        assertRefusedCorrectly(answers);
        assertBanned();
    }

    @Test
    void accountsThatDoNotExistAreGuardedAlike() {
        Person victim = server.person();
        String other = freshAddress();
        List<String> known = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            known.add(server.from(address).logIn(victim.email(), "wrong" + i).withoutRequestId());
            unknown.add(server.from(other).logIn("nobody@example.org", "wrong" + i).withoutRequestId());
        }
        assertThat(unknown).isEqualTo(known);
    }

    @Test
    void everySpellingOfANameIsOneAccount() {
        Person victim = server.person();
        String fullWidth = fullWidth(victim.email());
        assertThat(server.from(freshAddress()).logIn(fullWidth, PASSWORD).status()).isEqualTo(200);
        List<String> spellings = List.of(victim.email(), fullWidth, victim.email().toUpperCase(), "  " + victim.email());
        long before = server.passwordHashes();

        Together.run(100, i -> server.from(address).logIn(spellings.get(i % 4), "wrong password " + i));

        assertThat(server.passwordHashes() - before).isEqualTo(5);
        assertBanned();
    }

    private static String fullWidth(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars().forEach(c -> wide.append((char) (c - '!' + '\uFF01')));
        return wide.toString();
    }

    @Test
    void strangeNamesDoNoHarm() {
        Stream.of("{tg}@example.org", "a\0b@example.org", "a\r\nb@example.org", "%s%n@example.org", "';--@example.org",
                        "\u202Eann@example.org", "a".repeat(1 << 20) + "@example.org")
                .forEach(name -> {
                    Answer answer = server.from(freshAddress()).logIn(name, "some password");
                    assertThat(answer.status()).as(name.substring(0, 9)).isIn(400, 401, 413);
                });
        assertThat(server.number("SELECT COUNT(*) FROM login_guesses WHERE length(account) <> 32 AND account <> ?", ""))
                .hasValue(0);
    }

    @Test
    void aWholeOfficeThatLogsInAtOnceIsNotBanned() {
        List<Person> office = Stream.generate(server::person).limit(25).toList();

        List<Answer> answers = Together.run(25, i -> server.from(address).logIn(office.get(i).email(), PASSWORD));

        assertThat(answers).extracting(Answer::status).isSubsetOf(200, 429);
        assertThat(withStatus(answers, 429)).extracting(answer -> answer.header("Retry-After")).allMatch("1"::equals);
        for (Person person : office) {
            assertThat(server.from(address).logIn(person.email(), PASSWORD).status()).isEqualTo(200);
        }
        assertThat(server.score(address).orElseThrow()).isGreaterThan(50);
    }

    @Test
    void guessesAtADisabledAccountDoNotKeepItsOwnerOutOnceItIsEnabled() {
        Person person = server.person();
        ApiClient admin = server.from(freshAddress()).asAdmin();
        String id = person.signUp().at("/user/id");
        assertThat(admin.post("/api/admin/users/" + id + "/disable").status()).isEqualTo(200);
        assertThat(server.from(address).logIn(person.email(), PASSWORD).status()).isEqualTo(401);

        assertThat(admin.post("/api/admin/users/" + id + "/enable").status()).isEqualTo(200);

        Answer login = server.from(address).logIn(person.email(), PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        assertThat(cookieOf(login)).startsWith("tollgate_device=");
    }
}
