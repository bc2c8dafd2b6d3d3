package io.tollgate.server.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tollgate.guard.testing.ManualClock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The modules of the dashboard by themselves, in a real browser: what they say of figures that are given to them.
class DashboardModulesTest {
    /// What every page knows, in calm times: `world()` makes it, `attack(ip, more)` an event of somebody who guesses.
    private static final String WORLD =
            """
            const now = Date.parse('2026-01-01T12:00:00Z');
            const world = () => {
              const sample = {
                timestamp: '2026-01-01T12:00:00Z', requests: { total: 10, failed: 0 }, guard: { allowed: 10, limited: 0, banned: 0 },
                recent: { seconds: 30, requests: 300, latency: { p50: 1, p95: 5, p99: 9 } },
              };
              return {
                user: { may: () => true },
                live: { samples: [sample], last: sample, state: 'live', alerts: [], sum: (seconds, figure) => figure(sample) },
                watch: {
                  events: [], cut: false, addresses: [], allBanned: true, alerts: { active: [] }, hour: null,
                  known: Object.fromEntries(['events', 'critical', 'addresses', 'alerts', 'hour'].map((name) => [name, { at: now, trouble: '' }])),
                },
              };
            };
            const attack = (ip, more) => ({
              id: ip, ip, type: 'authn_login_fail_max', severity: 'high', timestamp: '2026-01-01T11:59:30Z', lastAt: '2026-01-01T11:59:30Z', count: 1, ...more,
            });
            """;

    @RegisterExtension
    static final VisitedServer DASHBOARD = new VisitedServer(new ManualClock(), Map.of());

    private Visit visit;

    @BeforeEach
    void arrive() {
        visit = DASHBOARD.arrive(new Browser.NewContextOptions().setLocale("en-US").setTimezoneId("UTC"));
        visit.button("Sign in").waitFor();
    }

    private Page page() {
        return visit.page();
    }

    /// Runs a script in which these modules of the dashboard are known by their names.
    private Object run(String modules, String script) {
        StringBuilder imports = new StringBuilder();
        for (String module : modules.split(" ")) {
            imports.append("const ").append(module).append(" = await import('/assets/").append(module).append(".js');\n");
        }
        return page().evaluate("async () => {\n" + imports + WORLD + script + "\n}");
    }

    /// The sentence on top of a world that was changed.
    private String said(String change) {
        return (String) run("assess", "const w = world();\n" + change
                + "\nconst { level, head, more } = assess.assess(w, now); return level + ': ' + head + ' ' + more;");
    }

    @Nested
    class Sentence {

        @Test
        void isQuietInCalmTimes() {
            assertThat(said("")).isEqualTo("good: All quiet: 10 requests/s, p99 9 ms, no errors. ");
        }

        @Test
        void countsAtLeastWhenThereIsMoreThanWasRead() {
            assertThat(said("w.watch.events = [attack('192.0.2.1'), attack('192.0.2.2')]; w.watch.cut = true;"))
                    .startsWith("high: Under attack from at least 2 addresses, none banned yet.")
                    .contains("At least 2 addresses guess passwords.");
            assertThat(said("w.watch.events = [attack('192.0.2.1')]; w.watch.cut = true;"))
                    .startsWith("high: Under attack from 192.0.2.1, which is not banned yet, and perhaps from others.");
        }

        @Test
        void callsNobodyFreeWhoseBanIsNotKnown() {
            String two = "w.watch.events = [attack('192.0.2.1'), attack('192.0.2.2')]; w.watch.allBanned = false;";

            assertThat(said(two)).contains("from 2 addresses, of which it is not known whether they are banned.");
            assertThat(said(two + "w.watch.addresses = [{ip: '192.0.2.1', ban: {until: null}}];"))
                    .contains("from 2 addresses, 1 of them blocked; of 1 that is not known.");
            assertThat(said("w.watch.events = [attack('192.0.2.1')]; w.watch.allBanned = false;"))
                    .contains("from 192.0.2.1, of which it is not known whether it is banned.");
        }

        @Test
        void saysFromWhenSecurityDataIsWhenThereIsNoNewer() {
            String old = "w.watch.known.events = {at: now - 60_000, trouble: 'the server does not answer.'};";

            assertThat(said(old))
                    .startsWith("warning: Security data is from ")
                    .contains("11:59:00: the server does not answer.");
            assertThat(said(old + "w.live.last.recent.latency.p99 = 2000;")).doesNotContain("nobody attacks");
            assertThat(said(old + "w.watch.events = [attack('192.0.2.1')];"))
                    .startsWith("high: Under attack")
                    .contains("Security data is from ");
        }

        @Test
        void isNotQuietWhenNoAnswerComes() {
            assertThat(said("w.watch.known.critical.at = now - 60_000;"))
                    .startsWith("warning: Security data is from ")
                    .contains("11:59:00: no answer has come since. 10 requests/s.");
            assertThat(said("w.watch.known.critical.at = now - 40_000;")).startsWith("good: All quiet");
            assertThat((String) run("assess", "return assess.lack({ at: now - 60_000, trouble: '' }, now);"))
                    .startsWith("As of ")
                    .endsWith("11:59:00: no answer has come since.");
        }

        @Test
        void isNotQuietBeforeTheLogWasRead() {
            String unread = "w.watch.known.events = {at: 0, trouble: ''};";

            assertThat(said(unread)).startsWith("none: Waiting for the security log");
            assertThat(said(unread + "w.user.may = () => false;")).startsWith("good: All quiet");
            assertThat(said("w.watch.known.events = {at: 0, trouble: 'too many requests.'};"))
                    .startsWith("warning: There is no security data: too many requests.");
        }

        @Test
        void isQuietAfterABanByHand() {
            String ban = "w.watch.events = [attack('192.0.2.1', {type: 'address_banned', details: {automatic: '%s'}})];"
                    + "w.watch.addresses = [{ip: '192.0.2.1', ban: {until: null, automatic: %1$s}}];";

            assertThat(said(ban.formatted("false")))
                    .startsWith("good: All quiet")
                    .endsWith("no errors. 1 address banned at present.");
            assertThat(said(ban.formatted("false") + "w.watch.events.push(attack('192.0.2.1', {type: 'authn_login_fail', count: 2}));"))
                    .startsWith("good: All quiet");
            assertThat(said(ban.formatted("true"))).startsWith("high: Under attack from 192.0.2.1, which is blocked.");
        }

        @Test
        void isQuietOnWhatIsOnlyWatched() {
            String two = "w.watch.events = [attack('192.0.2.1', {details: {monitored: 'true'}}), "
                    + "attack('192.0.2.2', {type: 'malicious_bot', details: {monitored: 'true'}})];";

            assertThat(said(two)).isEqualTo("good: All quiet: 10 requests/s, p99 9 ms, no errors. ");
        }

        @Test
        void callsNobodyAnAttackerWhoIsSignedInAndImpatient() {
            String over = "w.live.last.guard.limited = 9;"
                    + "w.watch.events = [attack('192.0.2.1', {type: 'excess_rate_limit_exceeded', count: %d, userId: %s})];";

            assertThat(said(over.formatted(59, "'u1'"))).startsWith("warning: The guard refuses: 9 requests in the last minute");
            assertThat(said(over.formatted(60, "'u1'"))).startsWith("high: Under attack from 192.0.2.1");
            assertThat(said(over.formatted(1, "null"))).startsWith("high: Under attack from 192.0.2.1");
        }

        @Test
        void callsNobodyAnAttackerForLooking() {
            String refused = "w.watch.user = {id: 'u1'};"
                    + "w.watch.events = [attack('192.0.2.1', {type: 'excess_rate_limit_exceeded', count: 99, userId: '%s', details: {rule: 'admin'}})];";

            assertThat(said(refused.formatted("u1"))).startsWith("good: All quiet");
            assertThat(said(refused.formatted("u2"))).startsWith("high: Under attack from 192.0.2.1");
        }

        @Test
        void percentileIsThatOfAllRequestsTogether() {
            assertThat(said("w.live.last.recent.latency.p99 = 1500; w.live.last.latency = {p99: 1};"))
                    .startsWith("warning: The server is in trouble, and nobody attacks.")
                    .contains("Users feel it: p99 1,500 ms");
        }

        @Test
        void oneSlowRequestOfFewIsNotFelt() {
            assertThat(said("w.live.last.recent = {requests: 40, latency: {p50: 1, p95: 9, p99: 3000}};"))
                    .startsWith("good: All quiet: 10 requests/s, p99 3,000 ms");
            assertThat(said("w.live.last.recent = {requests: 0, latency: {p50: 0, p95: 0, p99: 0}};")).contains("p99 –");
        }
    }

    @Nested
    class Alerts {
        /// The node that is heard is `one`; the alerts of both nodes are stored.
        private static final String TWO_NODES =
                """
                const stored = (figure, node) => ({ kind: 'performance', priority: 'high', summary: 'performance: ' + figure + ' on ' + node, firstAt: '2026-01-01T11:50:00Z', lastAt: '2026-01-01T11:59:00Z' });
                w.live.node = 'one:8080';
                w.live.alerts = [{ name: 'cpu', since: '2026-01-01T11:55:00Z', value: 97, limit: 90, unit: '%' }];
                w.watch.alerts.active = [stored('cpu in %', 'one:8080'), stored('p99 in ms', 'two:8080')];
                w.watch.hour = { nodes: [{ id: 'one:8080', state: 'up' }, { id: 'two:8080', state: 'up' }] };
                """;

        private String shown(String change) {
            return (String) run("alerts", "const w = world();\nw.watch.known.alerts.at = Date.now();\n" + change
                    + "\nconst element = document.createElement('div'); alerts.showAlerts(element, w); return element.textContent;");
        }

        @Test
        void areNoneOnlyAsFarAsIsKnown() {
            assertThat(shown(""))
                    .isEqualTo("None: latency, errors, memory and CPU are within their limits, and no security alert is active.");
            assertThat(shown("w.user.may = () => false;"))
                    .isEqualTo("None: latency, errors, memory and CPU are within their limits.");
            assertThat(shown("w.watch.alerts = null; w.watch.known.alerts = {at: 0, trouble: 'your role does not allow this.'};"))
                    .isEqualTo("None: latency, errors, memory and CPU are within their limits."
                            + "Alerts about security: Not known: your role does not allow this.");
            assertThat(shown("w.live.last = undefined;")).isEqualTo("Not known yet.");
        }

        @Test
        void areThoseOfAllNodes() {
            assertThat(shown(TWO_NODES)).contains("CPU 97 %, limit 90 %").contains("p99 in ms on two:8080").doesNotContain("on one");
            assertThat(said(TWO_NODES))
                    .startsWith("warning: Active alerts: CPU 97 %, limit 90 %; p99 in ms on two:8080.");
        }

        @Test
        void areThoseOfOneNodeForWhomThoseOfOthersAreNotKnown() {
            assertThat(shown(TWO_NODES + "w.live.alerts = []; w.user.may = () => false;"))
                    .isEqualTo("None: latency, errors, memory and CPU are within their limits on this node.");
        }
    }

    @Nested
    class Polling {

        private int asked() {
            return (Integer) page().evaluate("window.asked");
        }

        private void poll(String ask) {
            poll(ask, 5);
        }

        private void poll(String ask, int seconds) {
            page().clock().install();
            page().clock().pauseAt(System.currentTimeMillis() + 60_000);
            run("poll api", """
                    window.asked = 0;
                    const one = poll.poll(async () => { window.asked++; %s }, %d);
                    one.element.id = 'polled';
                    document.body.append(one.element);""".formatted(ask, seconds));
        }

        @Test
        void goesOnAfterAnAnswerThatCannotBeShown() {
            poll("null.events");
            assertThat(page().locator("#polled")).hasText("The answer cannot be shown.");

            page().clock().runFor(5_100);

            assertThat(asked()).isEqualTo(2);
            assertThat(visit.complaints()).anyMatch(text -> text.contains("TypeError"));
        }

        @Test
        void questionThatIsAskedOnceIsAskedUntilItIsAnswered() {
            poll("if (window.asked < 3) throw new api.Problem(window.asked === 1 ? 0 : 503, {}, 0);", 0);
            assertThat(page().locator("#polled")).hasText("The server does not answer.");

            page().clock().runFor(4_900);
            assertThat(asked()).isEqualTo(1);
            page().clock().runFor(200);
            assertThat(asked()).isEqualTo(2);
            page().clock().runFor(5_100);
            assertThat(page().locator("#polled")).hasText("");
            page().clock().runFor(60_000);
            assertThat(asked()).isEqualTo(3);
        }

        @Test
        void noIsAnAnswerToAQuestionThatIsAskedOnce() {
            poll("throw new api.Problem(404, {}, 0);", 0);
            assertThat(page().locator("#polled")).hasText("There is nothing here, or not any more.");

            page().clock().runFor(60_000);

            assertThat(asked()).isEqualTo(1);
        }

        @Test
        void saysThatItTriesAgainWhereItDoes() {
            poll("throw new api.Problem(429, {}, 30);");
            assertThat(page().locator("#polled")).hasText("Too many requests; trying again in 30 s.");
            assertThat(run("api", "return new api.Problem(429, {}, 30).words;"))
                    .isEqualTo("Too many requests. Try again in 30 s.");

            page().clock().runFor(29_000);
            assertThat(asked()).isEqualTo(1);
            page().clock().runFor(1_100);
            assertThat(asked()).isEqualTo(2);
        }

        @Test
        void answerThatDoesNotComeIsWaitedForNoLongerThanIsGood() {
            String tried = """
                    const waited = [];
                    AbortSignal.timeout = (millis) => {
                      waited.push(millis);
                      const over = new AbortController();
                      setTimeout(() => over.abort(new DOMException('', 'TimeoutError')));
                      return over.signal;
                    };
                    window.fetch = async (path, { signal }) => {
                      signal.throwIfAborted();
                      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
                    };
                    return %s.then(() => 'an answer', (problem) => waited + ': ' + (problem.words ?? problem.name));""";

            assertThat(run("api", tried.formatted("api.get('/api/x', new AbortController().signal)")))
                    .isEqualTo("15000: The server does not answer.");
            assertThat(run("api", tried.formatted("api.post('/api/x', {})")))
                    .isEqualTo("60000: The server does not answer.");
            assertThat(run("api", tried.formatted("api.get('/api/x', AbortSignal.abort())")))
                    .isEqualTo("15000: AbortError");
        }

        @Test
        void brokenAndForeignAnswersAreNoAnswers() {
            String tried = """
                    const body = %s;
                    window.fetch = async () => new Response(body, { headers: { 'Content-Type': '%s' } });
                    return api.get('/api/x').then(() => 'an answer', (problem) => problem.status + ' ' + problem.words);""";

            assertThat(run("api", tried.formatted("'{\"events\": ['", "application/json")))
                    .isEqualTo("0 The server does not answer.");
            assertThat(run("api", tried.formatted("'<p>Please sign in to the network'", "text/html")))
                    .isEqualTo("0 The server does not answer.");
        }
    }

    @Nested
    class Watching {

        /// Watches a server whose answers to questions about `/security/...` are made by the script from the path.
        private void watch(String security) {
            page().clock().install();
            page().clock().pauseAt(System.currentTimeMillis() + 60_000);
            run("watch", """
                    window.asked = { events: 0, ips: 0 };
                    const json = (body) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
                    window.fetch = async (path) => {
                      const name = path.match(/\\/security\\/([a-z]+)\\?/)?.[1];
                      if (!name || path.includes('severity=critical')) return json({ events: [] });
                      const n = ++window.asked[name];
                      %s
                    };
                    window.watch = new watch.Watch(new EventTarget());
                    window.watch.start({ may: () => true });""".formatted(security));
        }

        private int asked(String name) {
            return (Integer) page().evaluate("name => window.asked[name]", name);
        }

        @Test
        void asksNotBeforeTheServerWillAnswerWhateverHappens() {
            watch("""
                    if (n > 1 || name !== 'events') return json({ events: [], addresses: [] });
                    return new Response('{}', { status: 429, headers: { 'Content-Type': 'application/json', 'Retry-After': '30' } });""");
            page().clock().runFor(1_000);
            page().evaluate("window.watch.again()");
            page().clock().runFor(28_000);
            assertThat(asked("events")).isEqualTo(1);

            page().clock().runFor(2_000);

            assertThat(asked("events")).isGreaterThan(1);
        }

        @Test
        void readsBansAtOnceAndSeldomWhereTheyGoOn() {
            watch("""
                    return json({ events: [attack('192.0.2.1', { id: 'e' + n, type: 'address_banned' })], addresses: [] });""");
            page().evaluate("window.watch.rush()");
            page().clock().runFor(2_000);
            assertThat(asked("ips")).isEqualTo(2);

            page().clock().runFor(18_000);

            assertThat(asked("events")).isGreaterThan(8);
            assertThat(asked("ips")).isLessThanOrEqualTo(5);
        }
    }

    @Nested
    class Pages {
        /// A list whose answers come when the test says so: `answer(i, names)` is that to the question `i`.
        private static final String LIST =
                """
                const questions = [];
                window.fetch = (path, { signal }) => new Promise((resolve, reject) => {
                  signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
                  questions.push({ path, resolve, reject });
                });
                const until = async (condition) => {
                  for (let i = 0; i < 250 && !condition(); i++) await new Promise((done) => setTimeout(done));
                };
                const answer = async (i, names, nextCursor) => {
                  questions[i].resolve(new Response(JSON.stringify({ names, nextCursor }), { headers: { 'Content-Type': 'application/json' } }));
                  await until(() => shown.join() === names.join());
                };
                let shown = [], filter = 'old';
                const list = pages.paged({
                  path: '/x', parameters: () => ({ filter }), take: (a) => a.names, table: { update: (rows) => { shown = rows; } }, seconds: %s,
                });
                const more = list.element.querySelector('button');
                """;

        @Test
        void answerToTheFilterBeforeDoesNotOvertake() {
            assertThat(run("pages", LIST.formatted(0) + """
                    filter = 'new';
                    list.again();
                    await answer(1, ['of the new filter']);
                    await answer(0, ['of the old filter']);
                    return shown;""")).isEqualTo(List.of("of the new filter"));
        }

        @Test
        void nextPageOfTheListBeforeIsNotAdded() {
            assertThat(run("pages", LIST.formatted(0) + """
                    await answer(0, ['a'], 'cursor');
                    more.click();
                    filter = 'new';
                    list.again();
                    await answer(2, ['b'], 'cursor');
                    await answer(1, ['c']);
                    return [...shown, more.disabled];""")).isEqualTo(List.of("b", false));
        }

        @Test
        void listGoesOnBeingUpdatedAfterANextPageFailed() {
            assertThat(run("pages", LIST.formatted(0.01) + """
                    await answer(0, ['a'], 'cursor');
                    more.click();
                    questions.find((question) => question.path.includes('cursor')).reject(new TypeError('lost'));
                    await until(() => list.element.textContent.includes('answer'));
                    const told = list.element.textContent;
                    const latest = () => questions.findLastIndex((question) => !question.path.includes('cursor'));
                    await until(() => latest() > 0);
                    await answer(latest(), ['b']);
                    list.stop();
                    return [told, more.disabled, ...shown];"""))
                    .isEqualTo(List.of("The server does not answer.Show more", false, "b"));
        }
    }

    @Nested
    class Dialogs {

        private void actThatRuns() {
            run("dialog", """
                    const act = () => new Promise((resolve, reject) => { window.settle = { resolve, reject }; });
                    window.told = 'nothing';
                    dialog.confirm({ title: 'Act', action: 'Do it', reason: false, act }).then((done) => { window.told = done; });""");
            visit.button("Do it").click();
        }

        private Object told() {
            return page().evaluate("new Promise((done) => setTimeout(() => done(window.told)))");
        }

        @Test
        void cannotBeCancelledWhileTheActRuns() {
            actThatRuns();

            assertThat(visit.button("Cancel")).isDisabled();
            page().keyboard().press("Escape");
            assertThat(page().locator("dialog")).isVisible();
            assertThat(told()).isEqualTo("nothing");

            page().evaluate("window.settle.resolve()");
            assertThat(page().locator("dialog")).hasCount(0);
            assertThat(told()).isEqualTo(true);
        }

        @Test
        void sayWhatWasDoneWhenTheBrowserClosesThem() {
            actThatRuns();

            page().evaluate("document.querySelector('dialog').close()");
            assertThat(page().locator("dialog")).hasCount(0);
            assertThat(told()).isEqualTo("nothing");

            page().evaluate("window.settle.resolve()");
            assertThat(told()).isEqualTo(true);
        }

        @Test
        void canBeCancelledOnceTheActHasFailed() {
            actThatRuns();
            page().evaluate("window.settle.reject(new Error('refused'))");
            assertThat(page().getByText("Error: refused")).isVisible();

            visit.button("Cancel").click();

            assertThat(page().locator("dialog")).hasCount(0);
            assertThat(told()).isEqualTo(false);
        }
    }

    @Nested
    class Tables {

        private void table(String rows) {
            run("table", """
                    const live = new table.LiveTable({
                      caption: 'Names', key: (row) => row.name, columns: [{ label: 'Name', head: true, cell: (row) => row.name, sort: (row) => row.name }],
                    });
                    document.body.replaceChildren(live.element);
                    window.live = live;
                    live.update(%s);""".formatted(rows));
        }

        private Locator rows() {
            return page().locator("tbody tr");
        }

        @Test
        void rowUnderThePointerStaysUntilThePointerIsGone() {
            table("[{ name: 'first' }, { name: 'second' }, { name: 'third' }]");
            rows().nth(1).hover();

            page().evaluate("window.live.update([{ name: 'third' }])");
            assertThat(rows()).hasText(new String[] {"first", "second", "third"});
            assertThat(page().locator("tr.gone")).hasText(new String[] {"first", "second"});

            page().mouse().move(0, 700);
            assertThat(rows()).hasText(new String[] {"third"});
        }

        @Test
        void rowsThatAreGoneDoNotPileUpUnderAPointerThatRests() {
            table("[{ name: 'first' }]");
            rows().first().hover();

            page().evaluate("for (let i = 0; i < 500; i++) window.live.update([{ name: 'row ' + i }])");

            assertThat(rows()).hasCount(101);
        }

        @Test
        void lastRowsLeaveTheirWordsBehind() {
            table("[{ name: 'first' }]");
            page().mouse().move(0, 700);

            page().evaluate("window.live.update([], 'Not known: the server does not answer.')");

            assertThat(page().getByText("Not known: the server does not answer.")).isVisible();
            assertThat(page().locator("table")).isHidden();
        }

        @Test
        void detailsOfAnEventStayOpenWhileItHappensAgain() {
            run("eventtable", """
                    const table = eventtable.eventTable({ user: { may: () => true } }, 'Events');
                    document.body.replaceChildren(table.element);
                    window.show = (count, lastAt) => table.update([attack('192.0.2.1', { count, lastAt, details: { account: 'a1' } })]);
                    window.show(2, '2026-01-01T11:59:30Z');""");
            page().locator("summary").click();

            page().evaluate("window.show(3, '2026-01-01T11:59:40Z')");

            assertThat(page().locator("td.num")).hasText("3");
            assertThat(page().locator("details[open]")).hasCount(1);
        }

        @Test
        void linkInTheTimelineKeepsTheFocus() {
            run("timeline", """
                    const list = timeline.timeline({ user: { may: () => true } }, 5);
                    document.body.replaceChildren(list.element);
                    window.show = (...ips) => list.update(ips.map((ip) => attack(ip)), '');
                    window.show('192.0.2.1', '192.0.2.2');""");
            page().getByText("192.0.2.1").focus();

            page().evaluate("window.show('192.0.2.3', '192.0.2.1')");

            assertThat(page().locator("li a")).hasText(new String[] {"192.0.2.3", "192.0.2.1"});
            assertThat(page().getByText("192.0.2.1")).isFocused();
        }
    }

    @Nested
    class Time {
        /// Hears of the time from a server whose clock is 15 minutes behind that of the browser.
        private static final String HEARD =
                """
                window.fetch = async () => {
                  %s
                  return new Response('{}', { headers: { 'Content-Type': 'application/json', Date: new Date(Date.now() - 900_000).toUTCString() } });
                };
                await api.get('/api/x');
                """;

        private static final String MINUTES_AHEAD = "return Math.round((clock.now() - Date.now()) / 60_000);";

        @Test
        void isThatOfTheServer() {
            assertThat(run("api clock", HEARD.formatted("") + MINUTES_AHEAD)).isEqualTo(-15);
            assertThat(run("format", "return format.left(new Date(Date.now() - 600_000).toISOString());"))
                    .asString()
                    .matches("(4 min 59 s|5 min|5 min 1 s) left");
        }

        @Test
        void isNotLearntFromAnAnswerThatTookLong() {
            String slow = "const began = Date.now(); Date.now = () => began + 6_000;";

            assertThat(run("api clock", HEARD.formatted(slow) + MINUTES_AHEAD)).isEqualTo(0);
        }

        @Test
        void attackIsOfNowByTheTimeOfTheServer() {
            assertThat(run("api assess", HEARD.formatted("") + """
                    const w = world(), time = new Date(Date.now() - 930_000).toISOString();
                    w.watch.events = [attack('192.0.2.1', { timestamp: time, lastAt: time })];
                    return assess.assess(w).head;"""))
                    .isEqualTo("Under attack from 192.0.2.1, which is not banned yet. Users feel nothing.");
        }
    }

    @Test
    void outageIsAGapInTheLine() {
        assertThat(run("charts", "return charts.broken([[10, 11, 12.4, 20, 21], [1, 2, 3, 4, 5]], 1);"))
                .isEqualTo(List.of(
                        Arrays.asList(10, 11, 12.4, 13.4, 20, 21),
                        Arrays.asList(1, 2, 3, null, 4, 5)));
    }

    @Test
    void hourAfterMidnightIsZero() {
        assertThat((String) run("format", "return format.timeText('2020-01-01T00:05:00Z');")).contains("00:05:00");
    }
}
