package io.tollgate.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// From the request to the mail, with every layer on.
class AlertedServerTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void guesserIsBannedAndAPersonToldOnce(TestDatabase engine) {
        ManualClock clock = new ManualClock();
        try (TestMailServer mails = new TestMailServer()) {
            Map<String, String> settings = new HashMap<>(engine.freshSettings());
            settings.putAll(mails.settings());
            settings.put("guard.layers", "all");
            settings.put("trusted-proxies", "127.0.0.0/8");
            settings.put("alerts.mail-to", "ops@example.org");
            // The process of the tests is large, and that is no news here.
            settings.put("performance.alerts.hold", "1h");
            // The admin of this test asks without a pause.
            settings.put("guard.limits.admin", "none");
            try (TestServer server = TestServer.start(clock, settings)) {
                ApiClient admin = server.client().asAdmin();
                ApiClient guesser = server.client().with("X-Forwarded-For", "203.0.113.7");
                for (int i = 0; i < 6; i++) {
                    guesser.logIn(TestServer.ADMIN, "a wrong guess number " + i);
                }

                Eventually.within(DEADLINE, "the alert knows of the ban", () -> {
                    clock.advance(Duration.ofMillis(10));
                    return admin.get("/api/admin/alerts").text().contains("the address is banned until");
                });
                Eventually.within(DEADLINE, "the mail is there", () -> {
                    clock.advance(Duration.ofMillis(100));
                    return delivered(admin);
                });

                assertThat(mails.to("ops@example.org")).singleElement().satisfies(mail -> {
                    assertThat(mail.subject()).isEqualTo("[Tollgate] high: password guessing from 203.0.113.7");
                    assertThat(mail.text()).contains("#/addresses/203.0.113.7", "banned until").doesNotContain("wrong guess number");
                });
            }
        }
    }

    private static boolean delivered(ApiClient admin) {
        Answer answer = admin.get("/api/admin/alerts");
        return answer.at("/alerts/0/deliveries/0/state").equals("delivered");
    }
}
