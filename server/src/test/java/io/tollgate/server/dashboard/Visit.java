package io.tollgate.server.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tollgate.server.testing.TestServer;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// Somebody at the dashboard, in a browser without a past. Notes what the page complains of and whom it talks to.
final class Visit implements AutoCloseable {
    private static final double PATIENCE = 10_000;
    private static final Pattern ANSWERS =
            Pattern.compile("/api/admin/session.* 401|/api/auth/(?:reset-password|verify-email).* (?:401|422)");

    private final URI server;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Set<String> hosts = new ConcurrentSkipListSet<>();

    private Visit(URI server, BrowserContext context) {
        this.server = server;
        this.context = context;
        context.setDefaultTimeout(PATIENCE);
        page = context.newPage();
        page.onConsoleMessage(this::heard);
        page.onPageError(complaints::add);
        page.onRequest(request -> hosts.add(URI.create(request.url()).getAuthority()));
    }

    static Visit of(TestServer server, Browser browser, Browser.NewContextOptions options) {
        return of(server, browser, options, "/");
    }

    static Visit of(TestServer server, Browser browser) {
        return of(server, browser, new Browser.NewContextOptions());
    }

    /// Opens a page by its path and fragment.
    static Visit of(TestServer server, Browser browser, Browser.NewContextOptions options, String path) {
        Visit visit = new Visit(server.uri(), browser.newContext(options));
        visit.page.navigate(server.uri() + path);
        return visit;
    }

    /// That nobody is signed in or a password is weak is an answer and no fault; the browser writes it down all the same.
    private void heard(ConsoleMessage message) {
        boolean answered = ANSWERS.matcher(message.location() + " " + message.text()).find();
        if (!answered && List.of("error", "warning").contains(message.type())) {
            complaints.add(message.text() + " at " + message.location());
        }
    }

    Visit signIn(String email, String password) {
        page.getByLabel("Mail address").fill(email);
        page.getByLabel("Password").fill(password);
        button("Sign in").click();
        return this;
    }

    Visit signInAsAdmin() {
        signIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD);
        heading("Overview").waitFor();
        return this;
    }

    /// Shows the page with this fragment, such as `#/events`.
    Visit goTo(String fragment) {
        page.evaluate("fragment => { location.hash = fragment; }", fragment);
        return this;
    }

    /// Waits until the page has fetched what it shows at first.
    Visit settle() {
        page.waitForFunction("() => !document.querySelector('#view')?.textContent.includes('Loading')");
        page.evaluate("() => new Promise((done) => requestIdleCallback(done, {timeout: 1000}))");
        return this;
    }

    Page page() {
        return page;
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true).setLevel(1));
    }

    /// The row of a table that contains this text.
    Locator row(String text) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
    }

    /// The sentence that stands above every page.
    Locator status() {
        return page.locator("#status-head");
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// Host and port of every request that the page made.
    Set<String> hosts() {
        return Set.copyOf(hosts);
    }

    String ownHost() {
        return server.getAuthority();
    }

    /// Leaves the page first: a request that a test answers itself must not come while the browser closes.
    @Override
    public void close() {
        page.navigate("about:blank");
        context.close();
    }
}
