package io.tollgate.server.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The dashboard in a real browser.
class DashboardTest {
    @RegisterExtension
    static final VisitedServer DASHBOARD = new VisitedServer(
                InstantSource.system(),
                Map.of("guard.layers", "all", "guard.limits.admin", "none", "trusted-proxies", "127.0.0.0/8"));

    private Visit visit;

    private Visit arrive() {
        visit = DASHBOARD.arrive();
        return visit;
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static ApiClient from(String address) {
        return DASHBOARD.server().client().with("X-Forwarded-For", address);
    }

    /// As many wrong guesses as get an address banned, and one more.
    private static void guessPasswords(String address) {
        String victim = People.freshEmail();
        for (int i = 0; i < 7; i++) {
            from(address).logIn(victim, "a wrong passphrase " + i);
        }
    }

    @Nested
    class SigningIn {

        @Test
        void leadsToOverview() {
            arrive().signInAsAdmin();

            assertThat(visit.page()).hasTitle("Overview · Tollgate");
            assertThat(visit.page().getByRole(AriaRole.NAVIGATION)).isVisible();
        }

        @Test
        void withWrongPasswordSaysSo() {
            arrive().signIn(TestServer.ADMIN, "not the right passphrase");

            assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("not right");
            assertThat(visit.button("Sign in")).isEnabled();
        }

        @Test
        void isRefusedKindlyToPlainUsers() {
            String email = People.freshEmail();
            from("192.0.2.10").signUp(email);

            arrive().signIn(email, PASSWORD);

            assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("may not see the dashboard");
        }

        @Test
        void lastsOverReload() {
            arrive().signInAsAdmin();

            visit.page().reload();

            assertThat(visit.heading("Overview")).isVisible();
        }

        @Test
        void endsBySigningOut() {
            arrive().signInAsAdmin();

            visit.button("Sign out").click();
            assertThat(visit.button("Sign in")).isVisible();
            visit.page().reload();

            assertThat(visit.button("Sign in")).isVisible();
            assertThat(visit.page().getByRole(AriaRole.NAVIGATION)).isHidden();
        }

        @Test
        void isAskedForAgainWhenSessionIsOver() {
            arrive().signInAsAdmin();

            visit.page().context().clearCookies();
            visit.goTo("#/addresses");

            assertThat(visit.button("Sign in")).isVisible();
            assertThat(visit.page().getByText("Your session has ended")).isVisible();
        }

        @Test
        void showsToEachRoleWhatItMaySee() {
            String email = People.freshEmail();
            String id = from("192.0.2.11").signUp(email).at("/user/id");
            DASHBOARD.server().client().asAdmin().post("/api/admin/users/" + id + "/role", Map.of("role", "analyst"));

            arrive().signIn(email, PASSWORD);
            visit.heading("Overview").waitFor();
            visit.goTo("#/attacks");

            assertThat(visit.page().getByText("needs the role moderator")).isVisible();
            assertThat(visit.complaints()).isEmpty();
        }

        @Test
        void offersToEachRoleWhatItMayDo() {
            String email = People.freshEmail();
            String id = from("192.0.2.12").signUp(email).at("/user/id");
            ApiClient admin = DASHBOARD.server().client().asAdmin();
            admin.post("/api/admin/users/" + id + "/role", Map.of("role", "moderator"));
            admin.post("/api/admin/security/ips/203.0.113.99/ban", Map.of("reason", "scraping"));

            arrive().signIn(email, PASSWORD);
            visit.heading("Overview").waitFor();
            visit.goTo("#/addresses/203.0.113.99");

            assertThat(visit.button("Unban 203.0.113.99")).isVisible();
            assertThat(visit.button("Allow 203.0.113.99")).isHidden();
        }
    }

    @Nested
    class Attack {

        @Test
        void isThereWithinTwoSeconds() {
            arrive().signInAsAdmin();
            assertThat(visit.page().getByText("Live", new Page.GetByTextOptions().setExact(true))).isVisible();

            // The machine that runs the tests may be busy with others: one of three must be quick.
            boolean quick = Stream.of("198.51.100.23", "198.51.100.24", "198.51.100.25")
                    .map(this::attackIsShownAfter)
                    .anyMatch(time -> time.compareTo(Duration.ofSeconds(2)) < 0);

            assertThat(quick).as("shown within two seconds").isTrue();
            assertThat(visit.status()).containsText(Pattern.compile("Under attack from .* blocked\\. Users feel"));
        }

        private Duration attackIsShownAfter(String address) {
            guessPasswords(address);
            long began = System.nanoTime();
            assertThat(visit.row(address).first()).containsText("guesses passwords");
            return Duration.ofNanos(System.nanoTime() - began);
        }

        @Test
        void isSeenByWhoeverHasAClockThatIsFast() {
            guessPasswords("198.51.100.27");
            arrive().page().clock().install(new Clock.InstallOptions().setTime(System.currentTimeMillis() + 20 * 60_000));
            visit.page().reload();
            visit.signInAsAdmin();

            assertThat(visit.row("198.51.100.27").first()).containsText("guesses passwords");
            assertThat(visit.status()).containsText("Under attack from ");
        }

        @Test
        void canBeTakenForMistakeByUnbanning() {
            guessPasswords("198.51.100.40");
            arrive().signInAsAdmin().goTo("#/addresses/198.51.100.40");
            assertThat(visit.page().getByText("filled the guess budget of an account").first()).isVisible();

            visit.button("Unban 198.51.100.40").click();
            visit.page().getByLabel("Reason").fill("the office printer");
            visit.page().getByRole(AriaRole.DIALOG).getByText("Unban", new Locator.GetByTextOptions().setExact(true)).click();

            assertThat(visit.page().getByText("Not banned.")).isVisible();
            assertThat(from("198.51.100.40").logIn(People.freshEmail(), "something").status()).isEqualTo(401);
            // The list of events is read again every few seconds.
            assertThat(visit.page().getByText("the office printer").first())
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        }

        @Test
        void ofTheFutureCanBeBannedByHand() {
            arrive().signInAsAdmin().goTo("#/addresses/198.51.100.50");

            visit.button("Ban 198.51.100.50").click();
            visit.page().getByRole(AriaRole.DIALOG).getByText("Ban", new Locator.GetByTextOptions().setExact(true)).click();
            assertThat(visit.page().getByRole(AriaRole.DIALOG)).isVisible();
            visit.page().getByLabel("Reason").fill("seen elsewhere");
            visit.page().keyboard().press("Enter");

            assertThat(visit.page().getByText("seen elsewhere").first()).isVisible();
            assertThat(from("198.51.100.50").get("/api/files").code()).isEqualTo("ip_banned");
        }

        @Test
        void isExplainedByRequestId() {
            guessPasswords("198.51.100.60");
            String id = from("198.51.100.60").get("/api/files").at("/requestId");

            arrive().signInAsAdmin().goTo("#/decision/" + id);

            assertThat(visit.page().getByText("The address was banned.")).isVisible();
            assertThat(visit.page().getByRole(AriaRole.LINK).filter(new Locator.FilterOptions().setHasText("198.51.100.60")).first())
                    .isVisible();
        }

        @ParameterizedTest
        @CsvSource({
            "limited,refresh,session:1,false,There is nothing to undo",
            "banned,rate,ip:198.51.100.61,true,This cannot be undone here",
            "banned,rate,ip:198.51.100.61,false,Nothing is left to undo"
        })
        void isNotOfferedToBeUndoneWhenItCannotBe(
                String verdict, String rule, String subject, boolean active, String why) {
            arrive().signInAsAdmin();
            visit.page().route("**/security/decisions/*", route -> route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("""
                            {"requestId": "d-x", "verdict": "%s", "rule": "%s", "subject": "%s",
                             "ip": "198.51.100.61", "counters": {"limit": 10, "periodSeconds": 600},
                             "at": "2026-01-01T00:00:00Z", "expiresAt": "2026-01-01T00:10:00Z", "active": %s,
                             "undo": null}""".formatted(verdict, rule, subject, active))));

            visit.goTo("#/decision/d-x");

            assertThat(visit.page().getByText(why)).isVisible();
            assertThat(visit.button("Undo")).hasCount(0);
        }
    }

    @Nested
    class Events {

        @Test
        void areFiltered() {
            guessPasswords("198.51.100.70");
            guessPasswords("198.51.100.71");
            arrive().signInAsAdmin().goTo("#/events");
            assertThat(visit.row("198.51.100.71").first()).isVisible();

            visit.page().getByRole(AriaRole.TEXTBOX, named("Address")).fill("198.51.100.70");
            visit.page().getByRole(AriaRole.COMBOBOX, named("Severity")).selectOption("high");
            visit.button("Show").click();

            assertThat(visit.row("198.51.100.71")).hasCount(0);
            assertThat(visit.row("198.51.100.70")).hasCount(2);
            assertThat(visit.page().getByRole(AriaRole.TABLE)).not().containsText("wrong password");
        }

        @Test
        void areNeverReadAsMarkup() {
            String agent = "<img src=x onerror=\"document.title='taken over'\">";
            for (int i = 0; i < 2; i++) {
                from("198.51.100.80").with("User-Agent", agent).logIn(People.freshEmail(), "a wrong passphrase " + i);
            }

            arrive().signInAsAdmin().goTo("#/addresses/198.51.100.80");

            assertThat(visit.page().getByText(agent).first()).isAttached();
            assertThat(visit.page().locator("#view img")).hasCount(0);
            assertThat(visit.page()).hasTitle("198.51.100.80 · Tollgate");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Nested
    class Cookie {

        @Test
        void isNoKeyForAnotherSite() {
            arrive().signInAsAdmin();
            String ban = "/api/admin/security/ips/198.51.100.90/ban";
            String send = "([path, headers]) => fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json', "
                    + "...headers}, body: '{\"reason\":\"forged\"}'}).then(answer => answer.status)";

            Object unmarked = visit.page().evaluate(send, List.of(ban, Map.of()));
            Object marked = visit.page().evaluate(send, List.of(ban, Map.of("X-Tollgate", "dashboard")));

            assertThat(unmarked).isEqualTo(401);
            assertThat(marked).isEqualTo(200);
            String cookie = "tollgate_dashboard=" + visit.page().context().cookies().stream()
                    .filter(c -> c.name.equals("tollgate_dashboard"))
                    .findFirst()
                    .orElseThrow()
                    .value;
            assertThat(DASHBOARD.server().client()
                            .with("Cookie", cookie)
                            .with("X-Tollgate", "dashboard")
                            .with("Origin", "http://evil.example")
                            .post("/api/admin/security/ips/198.51.100.91/ban", Map.of("reason", "forged"))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void isHiddenFromScripts() {
            arrive().signInAsAdmin();

            assertThat(visit.page().evaluate("document.cookie").toString()).doesNotContain("tollgate_dashboard");
        }
    }

    @Test
    void accountShowsWhatOthersDoToIt() {
        String id = from("192.0.2.13").signUp(People.freshEmail()).at("/user/id");
        arrive().signInAsAdmin().goTo("#/users/" + id);
        assertThat(visit.button("Disable")).isVisible();
        visit.page().evaluate("window.role = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Change role')");

        visit.page().waitForResponse(
                Pattern.compile(".*/api/admin/users/" + id), new Page.WaitForResponseOptions().setTimeout(15_000), () -> {});
        visit.settle();
        assertThat(visit.page().evaluate("window.role.isConnected")).isEqualTo(true);

        DASHBOARD.server().client().asAdmin().post("/api/admin/users/" + id + "/disable", Map.of());
        assertThat(visit.button("Enable")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
        assertThat(visit.page().getByText("disabled: cannot log in")).isVisible();
    }

    @Test
    void figuresMoveUnderTraffic() {
        arrive().signInAsAdmin();
        Locator pace = visit.page().locator(".tile").filter(new Locator.FilterOptions().setHasText("Requests/s")).locator("dd");
        assertThat(pace).not().containsText("–");

        ApiClient reader = from("192.0.2.12");
        for (int i = 0; i < 150; i++) {
            reader.get("/livez");
        }

        assertThat(pace).hasText(Pattern.compile("^[1-9]\\d.*"));
    }

    @Test
    void saysWhenServerIsGone() {
        TestServer other = TestServer.start(InstantSource.system(), Map.of());
        try {
            visit = DASHBOARD.arriveAt(other, new Browser.NewContextOptions()).signInAsAdmin();
            assertThat(visit.status()).containsText("All quiet");
        } finally {
            other.close();
        }

        assertThat(visit.status()).containsText("no connection to the server");
        assertThat(visit.page().getByText("Connection lost")).isVisible();
    }

    @Test
    void talksToNobodyElseAndComplainsOfNothing() {
        arrive().signInAsAdmin();
        for (String name : List.of("Attacks", "Addresses", "Events", "Users", "Performance", "Alerts", "Scaling", "Why refused")) {
            visit.page().getByRole(AriaRole.NAVIGATION).getByText(name).click();
            assertThat(visit.heading(name)).isFocused();
            visit.settle();
        }

        assertThat(visit.hosts()).containsExactly(visit.ownHost());
        assertThat(visit.complaints()).isEmpty();
    }
}
