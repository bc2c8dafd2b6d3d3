package io.tollgate.server.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.tollgate.server.testing.TestServer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether the dashboard can be used by keyboard, on a phone, with a screen reader and by whoever sees colours differently.
class DashboardAccessTest {
    private static final List<String> PAGES = List.of(
            "overview", "attacks", "addresses", "addresses/198.51.100.7", "events", "users", "performance", "alerts",
            "scaling", "decision");

    /// What a checker of accessibility finds first: controls and images without a name, tables and headings without
    /// structure, ids used twice.
    private static final String FAULTS =
            """
            () => {
              const faults = [];
              const nameOf = (element) => (element.getAttribute('aria-label')
                ?? (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(''))
                || [...(element.labels ?? [])].map((label) => label.textContent).join('') || element.textContent || '';
              const tell = (what, element) => faults.push(what + ': ' + element.outerHTML.slice(0, 120));
              for (const element of document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=img], [tabindex="0"]')) {
                if (!nameOf(element).trim()) tell('no name', element);
              }
              for (const image of document.querySelectorAll('img:not([alt])')) tell('no alt', image);
              for (const table of document.querySelectorAll('table:not(.u-legend)')) if (!table.caption?.textContent) tell('no caption', table);
              for (const head of document.querySelectorAll('table:not(.u-legend) th:not([scope])')) tell('no scope', head);
              for (const section of document.querySelectorAll('section')) if (!nameOf(section).trim()) tell('no name', section);
              const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
              for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push('id twice: ' + id);
              if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
              for (const role of ['main', 'nav', 'header']) if (document.querySelectorAll('body ' + role).length !== 1) faults.push('not one ' + role);
              if (!document.documentElement.lang) faults.push('no language');
              return faults;
            }
            """;

    /// The lowest contrast among the pairs of text and ground that the style sheet uses, and which it is.
    private static final String CONTRAST =
            """
            (theme) => {
              document.documentElement.dataset.theme = theme;
              const style = getComputedStyle(document.documentElement);
              const light = (name) => {
                const [r, g, b] = style.getPropertyValue('--' + name).trim().match(/[0-9a-f]{2}/gi).map((hex) => parseInt(hex, 16) / 255)
                  .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const pairs = [];
              for (const text of ['text', 'muted', 'accent', 'critical', 'high', 'warning', 'low', 'good']) {
                for (const ground of ['surface', 'ground', 'raised']) pairs.push([text, ground]);
              }
              for (const name of ['critical', 'high', 'warning']) pairs.push([name, name + '-ground'], ['text', name + '-ground']);
              pairs.push(['on-accent', 'accent']);
              return pairs.map(([text, ground]) => {
                const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
                return [(a + 0.05) / (b + 0.05), text + ' on ' + ground];
              }).filter(([ratio]) => ratio < 4.5).map(([ratio, pair]) => pair + ' ' + ratio.toFixed(2));
            }
            """;

    @RegisterExtension
    static final VisitedServer DASHBOARD = new VisitedServer(
                InstantSource.system(), Map.of("guard.layers", "all", "guard.limits.admin", "none"));

    private Visit visit;

    private Visit arrive(Browser.NewContextOptions options) {
        visit = DASHBOARD.arrive(options);
        return visit;
    }

    private Visit arrive() {
        return arrive(new Browser.NewContextOptions());
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    @Test
    void needsNothingButKeyboard() {
        arrive();
        assertThat(visit.page().getByLabel("Mail address")).isFocused();
        visit.page().keyboard().type(TestServer.ADMIN);
        visit.page().keyboard().press("Tab");
        visit.page().keyboard().type(TestServer.ADMIN_PASSWORD);
        visit.page().keyboard().press("Enter");
        visit.heading("Overview").waitFor();

        visit.page().keyboard().press("g");
        visit.page().keyboard().press("e");
        assertThat(visit.heading("Events")).isFocused();

        visit.page().keyboard().press("?");
        assertThat(visit.page().getByRole(AriaRole.DIALOG)).isVisible();
        visit.page().keyboard().press("Escape");
        assertThat(visit.page().getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(visit.heading("Events")).isFocused();

        visit.page().keyboard().press("/");
        assertThat(visit.page().getByRole(AriaRole.COMBOBOX, named("What"))).isFocused();
    }

    @Test
    void shortcutsCanBeSwitchedOff() {
        arrive().signInAsAdmin();
        visit.page().keyboard().press("?");
        visit.page().getByLabel("Shortcuts are on").uncheck();
        visit.page().keyboard().press("Escape");

        visit.page().keyboard().press("g");
        visit.page().keyboard().press("e");
        visit.page().keyboard().press("t");

        assertThat(visit.heading("Overview")).isVisible();
        assertThat(visit.page().locator("html")).not().hasAttribute("data-theme", "dark");
    }

    @Test
    void everythingHasNameAndStructure() {
        arrive().signInAsAdmin();

        for (String page : PAGES) {
            visit.goTo("#/" + page);
            visit.settle();
            assertThat((List<?>) visit.page().evaluate(FAULTS)).as(page).isEmpty();
        }
    }

    @Test
    void fitsSmallPhone() {
        arrive(new Browser.NewContextOptions().setViewportSize(320, 568)).signInAsAdmin();

        for (String page : PAGES) {
            visit.goTo("#/" + page);
            visit.settle();
            assertThat((Integer) visit.page().evaluate("document.documentElement.scrollWidth"))
                    .as(page)
                    .isLessThanOrEqualTo(320);
        }
        visit.button("Menu").click();
        visit.page().getByRole(AriaRole.NAVIGATION).getByText("Scaling").click();
        assertThat(visit.heading("Scaling")).isVisible();
    }

    @Test
    void rowsAreSortedOnPhoneWithoutHeadings() {
        DASHBOARD.server().client().get("/livez");
        DASHBOARD.server().client().get("/nowhere");
        arrive(new Browser.NewContextOptions().setViewportSize(360, 740)).signInAsAdmin().goTo("#/performance");
        Locator names = visit.page().locator("table:has(caption:text('Endpoints')) tbody th");
        // Figures of endpoints are asked for every ten seconds.
        assertThat(names.filter(new Locator.FilterOptions().setHasText("unmatched")))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        assertThat(names.first()).not().containsText("unmatched");

        visit.page().getByLabel("Sort by").first().selectOption("Endpoint ↓");

        assertThat(names.first()).containsText("unmatched");
        assertThat(visit.page().locator("thead button:visible")).hasCount(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void coloursAreToldApartByEverybody(String theme) {
        arrive();

        assertThat((List<?>) visit.page().evaluate(CONTRAST, theme)).isEmpty();
    }

    @Test
    void themeChosenByHandIsKept() {
        arrive().signInAsAdmin();

        visit.button("Use the dark theme").click();
        visit.page().reload();

        assertThat(visit.page().locator("html")).hasAttribute("data-theme", "dark");
        assertThat(visit.button("Use the light theme")).isVisible();
    }
}
