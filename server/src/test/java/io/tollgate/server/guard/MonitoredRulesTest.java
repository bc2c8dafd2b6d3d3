package io.tollgate.server.guard;

import static io.tollgate.server.guard.GuardedServer.freshAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.guard.testing.Together;
import io.tollgate.server.settings.SettingsException;
import io.tollgate.server.testing.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A rule that is only monitored refuses nothing and is held against nobody, while the others go on.
class MonitoredRulesTest {
    private static final String ANONYMOUS = "/.well-known/jwks.json";

    private final String address = freshAddress();

    private static GuardedServer monitoring(String rules) {
        return GuardedServer.start(Map.of("guard.monitor-rules", rules, "guard.limits.default", "100/10m"));
    }

    private static long count(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    @Test
    void limitIsNotEnforcedAndTheOthersAre() {
        try (GuardedServer server = monitoring("bot")) {
            List<Answer> answers = Together.run(120, _ -> server.from(address).get(ANONYMOUS));

            assertThat(count(answers, 200)).isEqualTo(100);
            assertThat(count(answers, 429)).isEqualTo(20);
            // Over the limit that is enforced, not over that of bots.
            assertThat(server.score(address)).hasValue(45);
        }
    }

    @Test
    void loginBudgetIsNotEnforcedAndBansNobody() {
        try (GuardedServer server = monitoring("login-client")) {
            String email = server.person().email();
            for (int i = 0; i < 8; i++) {
                assertThat(server.from(address).logIn(email, "wrong password " + i).status()).isEqualTo(401);
            }
            assertThat(server.score(address)).isEmpty();
        }
    }

    @Test
    void loginBudgetThatIsNotEnforcedLeavesTheOthersEnforced() {
        try (GuardedServer server = monitoring("login-client,login-spray")) {
            String email = server.person().email();
            for (int i = 0; i < 10; i++) {
                server.from(address).logIn(i + email, "wrong password");
            }
            List<Answer> answers = Together.run(40, i -> server.from(address).logIn(email, "wrong password " + i));

            // 30 at one address; ten are used up by the others.
            assertThat(count(answers, 401)).isEqualTo(20);
            assertThat(count(answers, 429)).isEqualTo(20);
        }
    }

    @Test
    void refreshesAreNotLimited() {
        try (GuardedServer server = monitoring("refresh")) {
            String token = server.person().signUp().at("/refreshToken");
            for (int i = 0; i < 12; i++) {
                Answer answer = server.from(freshAddress()).refresh(token);
                assertThat(answer.status()).isEqualTo(200);
                token = answer.at("/refreshToken");
            }
        }
    }

    @Test
    void unknownNameIsAnErrorThatNamesTheKnownOnes() {
        assertThatThrownBy(() -> monitoring("login-clients"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("guard.monitor-rules")
                .hasMessageContaining("login-client, login-spray");
    }
}
