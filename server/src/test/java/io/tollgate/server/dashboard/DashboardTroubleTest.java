package io.tollgate.server.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.tollgate.server.testing.TestServer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/// The dashboard in a real browser while something is wrong: with whoever looks, with the server, or with how much there is.
class DashboardTroubleTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern EVENTS = Pattern.compile(".*/api/admin/security/events\\?.*");
    private static final Pattern ADDRESSES = Pattern.compile(".*/api/admin/security/ips\\?.*");

    @RegisterExtension
    static final VisitedServer DASHBOARD = new VisitedServer(
                InstantSource.system(),
                Map.of(
                        "guard.layers", "all",
                        "guard.limits.admin", "none",
                        "trusted-proxies", "127.0.0.0/8",
                        // Memory, processor and latency are those of all the tests.
                        "performance.alerts.rss", "1TB",
                        "performance.alerts.latency", "1h",
                        "performance.alerts.cpu", "100"));

    private Visit visit;

    private Visit arrive() {
        visit = DASHBOARD.arrive();
        return visit;
    }

    private Visit arriveFrom(String address) {
        visit = DASHBOARD.arrive(new Browser.NewContextOptions().setExtraHTTPHeaders(Map.of("X-Forwarded-For", address)));
        return visit;
    }

    private static void ban(String address) {
        assertThat(DASHBOARD.server().client()
                        .asAdmin()
                        .post("/api/admin/security/ips/" + address + "/ban", Map.of("reason", "a test"))
                        .status())
                .isEqualTo(200);
    }

    private Locator dialog() {
        return visit.page().getByRole(AriaRole.DIALOG);
    }

    private AtomicInteger countRequests(Predicate<Request> which) {
        AtomicInteger count = new AtomicInteger();
        visit.page().onRequest(request -> {
            if (which.test(request)) {
                count.incrementAndGet();
            }
        });
        return count;
    }

    private static Route.FulfillOptions json(Object body) {
        return new Route.FulfillOptions().setContentType("application/json").setBody(JSON.writeValueAsString(body));
    }

    private static Route.FulfillOptions problem(int status, String code) {
        return json(Map.of("status", status, "code", code, "detail", "as the test wants it")).setStatus(status);
    }

    private static Map<String, Object> event(int number, String type, String severity, String ip) {
        String time = Instant.now().minusSeconds(10).toString();
        return Map.of(
                "id", "e" + number, "type", type, "severity", severity, "timestamp", time, "lastAt", time, "count", 1, "ip", ip,
                "details", Map.of());
    }

    private static Map<String, Object> page(String name, List<?> rows, boolean more) {
        Map<String, Object> page = new HashMap<>(Map.of(name, rows));
        page.put("nextCursor", more ? "more" : null);
        return page;
    }

    private static Map<String, Object> banned(String ip) {
        Map<String, Object> ban = new HashMap<>(Map.of("reason", "guesses", "automatic", true));
        ban.put("until", null);
        return Map.of("ip", ip, "score", 0, "level", "banned", "multiplier", 0.5, "requests", 1, "allowed", false, "ban", ban);
    }

    @Nested
    class BannedAddress {

        @Test
        void isToldAndAsksNoMore() {
            ban("198.51.100.201");
            arriveFrom("198.51.100.201").button("Sign in").waitFor();
            visit.page().clock().install();
            AtomicInteger asked = countRequests(request -> request.url().contains("/api/"));
            visit.page().reload();

            assertThat(visit.page().getByText("This address is banned at present")).isVisible();
            assertThat(visit.button("Sign in")).isEnabled();
            visit.page().clock().runFor(60_000);
            assertThat(asked).hasValue(1);
        }

        @Test
        void isShownOutWhenTheBanComesLater() {
            arriveFrom("198.51.100.202").signInAsAdmin();
            ban("198.51.100.202");

            assertThat(visit.page().getByText("This address is banned at present"))
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
            assertThat(visit.page().getByRole(AriaRole.NAVIGATION)).isHidden();
            assertThat(visit.button("Sign in")).isVisible();
        }
    }

    @Nested
    class Flood {
        private static final String ATTACKER = "203.0.113.200";

        /// More events than one answer holds; the critical one is not among the newest.
        private void floodOfEvents() {
            List<Object> flood = new ArrayList<>(IntStream.range(0, 200)
                    .mapToObj(i -> event(i, "authn_login_fail_max", "high", ATTACKER))
                    .toList());
            visit.page().route(EVENTS, route -> route.fulfill(json(route.request().url().contains("severity=critical")
                    ? page("events", List.of(event(999, "authn_account_takeover", "critical", "203.0.113.5")), false)
                    : page("events", flood, true))));
        }

        @Test
        void doesNotWashATakeoverAway() {
            arrive();
            floodOfEvents();
            visit.signInAsAdmin();

            assertThat(visit.status()).containsText("An account may be taken over");
            assertThat(visit.page().locator("#status-more")).containsText("at least 2 addresses");
            assertThat(visit.page().locator("p:visible").filter(
                            new Locator.FilterOptions().setHasText("Made of the newest 200 rows of the log")))
                    .hasCount(1);
        }

        @Test
        void bansBeyondTheFirstPageAreFound() {
            arrive();
            visit.page().route(EVENTS, route -> route.fulfill(json(page(
                    "events", List.of(event(1, "authn_login_fail_max", "high", ATTACKER)), false))));
            visit.page().route(ADDRESSES, route -> route.fulfill(json(route.request().url().contains("cursor=more")
                    ? page("addresses", List.of(banned(ATTACKER)), false)
                    : page("addresses", List.of(banned("203.0.113.6")), true))));
            visit.signInAsAdmin();

            assertThat(visit.status()).containsText("Under attack from " + ATTACKER + ", which is blocked.");
            assertThat(visit.row(ATTACKER).first()).containsText("banned for good");
        }

        @Test
        void bansThatAreTooManyToReadAreNotCalledNone() {
            arrive();
            visit.page().route(EVENTS, route -> route.fulfill(json(page(
                    "events", List.of(event(1, "authn_login_fail_max", "high", ATTACKER)), false))));
            AtomicInteger pages = new AtomicInteger();
            visit.page().route(ADDRESSES, route -> {
                pages.incrementAndGet();
                route.fulfill(json(page("addresses", List.of(banned("203.0.113.6")), true)));
            });
            visit.signInAsAdmin();

            assertThat(visit.status())
                    .containsText("Under attack from " + ATTACKER + ", of which it is not known whether it is banned.");
            assertThat(visit.row(ATTACKER).first()).containsText("not known");
            assertThat(pages).as("is not read without end").hasValueLessThanOrEqualTo(50);
        }
    }

    @Nested
    class Refusals {

        @Test
        void ofSigningOutIsShown() {
            arrive().signInAsAdmin();
            visit.page().route("**/api/admin/session", route -> route.fulfill(problem(503, "unavailable")));

            visit.button("Sign out").click();

            assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("You are still signed in");
            visit.goTo("#/events");
            assertThat(visit.page().getByText("You are still signed in")).hasCount(0);
        }

        @Test
        void ofTheLastAdminsRoleSayWhy() {
            String id = DASHBOARD.server().client().asAdmin().get("/api/admin/users?email=" + TestServer.ADMIN).at("/users/0/id");
            arrive().signInAsAdmin().goTo("#/users/" + id);

            visit.button("Change role").click();
            dialog().getByRole(AriaRole.COMBOBOX).selectOption("user");
            dialog().getByRole(AriaRole.BUTTON).last().click();

            assertThat(dialog()).containsText("No enabled admin would remain.");
        }

        @Test
        void ofTheSecurityLogAreTold() {
            arrive();
            visit.page().route(EVENTS, route -> route.fulfill(problem(503, "unavailable")));
            visit.signInAsAdmin();

            assertThat(visit.status()).containsText("There is no security data: as the test wants it");
            assertThat(visit.page().getByText("Not known: as the test wants it").first()).isVisible();
            assertThat(visit.page().getByText("Nobody in the last 15 minutes.")).hasCount(0);
        }
    }

    @Test
    void cleanUpThatFailedIsNoSuccess() {
        arrive().signInAsAdmin().goTo("#/users");
        visit.page().route("**/maintenance/cleanup", route -> route.fulfill(json(
                Map.of("state", "failed", "dryRun", false, "removed", Map.of("tokens", 12)))));

        visit.button("Clean up").click();
        dialog().getByRole(AriaRole.BUTTON).last().click();

        assertThat(visit.page().getByText("The clean-up failed")).containsText("Removed before: 12 tokens");
    }

    @Test
    void eventsOfAMessageAreThoseOfAllTime() {
        arrive().signInAsAdmin().goTo("#/events?ip=203.0.113.9");
        Locator when = visit.page().getByLabel("When");

        assertThat(when).hasValue("all");
        visit.button("Clear").click();
        assertThat(when).hasValue("24");
        when.selectOption("all");

        assertThat(visit.page()).hasURL(Pattern.compile(".*#/events\\?hours=all"));
        visit.page().reload();
        assertThat(when).hasValue("all");
    }

    @Test
    void sameDecisionIsExplainedAgain() {
        arrive().signInAsAdmin();
        AtomicInteger asked = countRequests(request -> request.url().contains("/security/decisions/d-x"));
        visit.goTo("#/decision/d-x");
        assertThat(visit.page().getByText("There is nothing here, or not any more.")).isVisible();

        visit.page().waitForRequest(Pattern.compile(".*/security/decisions/d-x"), () -> visit.button("Explain").click());

        assertThat(asked).hasValue(2);
    }

    @Test
    void storeThatDidNotAnswerIsNotCalledNone() {
        arrive().signInAsAdmin();
        visit.page().route("**/api/admin/health", route -> route.fulfill(json(
                Map.of("status", "down", "components", Map.of("redis", Map.of("status", "down"))))));
        visit.page().route("**/performance/summary?*", route -> {
            Map<String, Object> latency = Map.of("mean", 1, "p50", 1, "p95", 1, "p99", 1, "max", 1);
            route.fulfill(json(Map.of(
                    "requests", Map.of("total", 1, "failed", 0, "perMinute", 1, "errorRate", 0), "latency", latency,
                    "guard", Map.of("limited", 0, "banned", 0, "limitedBy", Map.of()),
                    "database", Map.of("statements", 1, "slow", 0), "passwordHashes", 0, "peers", 1,
                    "redis", Map.of("errors", 44, "byOperation", Map.of()), "errors", Map.of("byType", Map.of()))));
        });

        visit.goTo("#/performance");

        assertThat(visit.page().getByText("Redis answered no command in this period; 44 commands failed."))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
        assertThat(visit.page().getByText("No shared store")).hasCount(0);
    }
}
