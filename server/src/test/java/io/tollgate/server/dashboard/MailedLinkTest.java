package io.tollgate.server.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Chromium;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The pages behind links that were really mailed, in a real browser.
class MailedLinkTest {
    private static final String OTHER = "nine purple otters juggling";

    private static Chromium chromium;
    private static TestMailServer mails;
    private static TestServer server;
    private static ApiClient client;

    private final String email = People.freshEmail();
    private Visit visit;

    @BeforeAll
    static void start() {
        chromium = Chromium.launch();
        mails = new TestMailServer();
        Map<String, String> settings = new HashMap<>(mails.settings());
        settings.put("signup.verify-email", "true");
        server = TestServer.start(new ManualClock(), settings);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            mails.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    /// Nobody else is talked to, nothing is complained of, and no token stays in the address bar.
    @AfterEach
    void leaveNoTrace() {
        try (Visit open = visit) {
            assertThat(open.hosts()).containsExactly(open.ownHost());
            assertThat(open.complaints()).isEmpty();
            assertThat(open.page().url()).doesNotContain("#", "token");
        }
    }

    private String linkToVerify() {
        client.signUp(email);
        return mails.await(email, "Confirm your e-mail address").page();
    }

    private String linkToReset() {
        linkToVerify();
        client.post("/api/auth/forgot-password", Map.of("email", email));
        return mails.await(email, "Reset your password").page();
    }

    private void open(String path) {
        visit = Visit.of(server, chromium.browser(), new Browser.NewContextOptions(), path);
    }

    private Locator labelled(String label) {
        return visit.page().getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private void fill(String label, String password) {
        labelled(label).fill(password);
        labelled("Once more").fill(password);
    }

    private Locator alert() {
        return visit.page().getByRole(AriaRole.ALERT);
    }

    private Locator end() {
        return visit.page().getByRole(AriaRole.STATUS);
    }

    @Nested
    class ToVerify {

        @Test
        void confirmsByKeyboardAlone() {
            open(linkToVerify());
            assertThat(visit.page()).hasTitle("Confirm your mail address · Tollgate");
            assertThat(labelled("Your password")).isFocused();

            visit.page().keyboard().type(PASSWORD);
            visit.page().keyboard().press("Tab");
            visit.page().keyboard().type(PASSWORD);
            visit.page().keyboard().press("Enter");

            assertThat(end()).containsText("the address is confirmed");
            assertThat(end()).isFocused();
            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        }

        @Test
        void opensWithoutConfirming() {
            open(linkToVerify());

            assertThat(visit.button("Confirm the address")).isVisible();

            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
        }

        @Test
        void setsThePasswordOfWhomeverItWasMailedTo() {
            open(linkToVerify());

            fill("Your password", OTHER);
            visit.button("Confirm the address").click();

            assertThat(end()).containsText("the address is confirmed");
            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(401);
            assertThat(client.logIn(email, OTHER).status()).isEqualTo(200);
        }

        @Test
        void saysWhenItWasUsed() {
            String link = linkToVerify();
            client.post("/api/auth/verify-email", Map.of("token", link.split("=")[1], "password", PASSWORD));
            open(link);

            fill("Your password", OTHER);
            visit.button("Confirm the address").click();

            assertThat(alert()).containsText("used already or is too old");
            assertThat(alert()).isFocused();
            assertThat(client.logIn(email, PASSWORD).status()).isEqualTo(200);
        }
    }

    @Nested
    class ToReset {

        @Test
        void saysWhatIsWrongUntilAPasswordIsGood() {
            open(linkToReset());
            Locator password = labelled("New password");
            assertThat(password).hasAccessibleDescription("Length is what counts: several words are good. No rules about signs.");

            fill("New password", "short");
            visit.button("Set the password").click();
            assertThat(alert()).containsText("at least 15 characters");
            assertThat(password).isFocused();
            assertThat(password).hasAttribute("aria-invalid", "true");

            password.fill(OTHER);
            visit.button("Set the password").click();
            assertThat(alert()).containsText("differ");
            assertThat(labelled("Once more")).isFocused();
            assertThat(password).not().hasAttribute("aria-invalid", "true");

            fill("New password", OTHER);
            visit.button("Set the password").click();
            assertThat(end()).containsText("new password is set");
            assertThat(client.logIn(email, OTHER).status()).isEqualTo(200);
        }

        @Test
        void saysWhenItWasUsed() {
            String link = linkToReset();
            client.post("/api/auth/reset-password", Map.of("token", link.split("=")[1], "newPassword", OTHER));
            open(link);

            fill("New password", PASSWORD);
            visit.button("Set the password").click();

            assertThat(alert()).containsText("used already or is too old");
            assertThat(client.logIn(email, OTHER).status()).isEqualTo(200);
        }

        @Test
        void saysWhenItIsIncomplete() {
            open("/reset");

            assertThat(visit.page().getByText("The link is not complete.")).isVisible();
            assertThat(visit.button("Set the password")).hasCount(0);
        }
    }
}
