package io.tollgate.server.dashboard;

import com.microsoft.playwright.Browser;
import io.tollgate.server.testing.Chromium;
import io.tollgate.server.testing.TestServer;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jspecify.annotations.Nullable;

/// A server for the tests of a class and a browser to visit it in. A visit ends with the test that made it.
final class VisitedServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final InstantSource clock;
    private final Map<String, String> settings;
    private @Nullable Chromium chromium;
    private @Nullable TestServer server;
    private @Nullable Visit visit;

    VisitedServer(InstantSource clock, Map<String, String> settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /// Nested classes are asked as well, and share what the outermost started.
    private static boolean isOutermost(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isOutermost(context)) {
            chromium = Chromium.launch();
            server = TestServer.start(clock, settings);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (visit != null) {
            visit.close();
            visit = null;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (isOutermost(context)) {
            if (server != null) {
                server.close();
            }
            if (chromium != null) {
                chromium.close();
            }
        }
    }

    TestServer server() {
        return server;
    }

    Visit arrive() {
        return arrive(new Browser.NewContextOptions());
    }

    Visit arrive(Browser.NewContextOptions options) {
        return arriveAt(server, options);
    }

    /// Visits another server in the same browser.
    Visit arriveAt(TestServer other, Browser.NewContextOptions options) {
        visit = Visit.of(other, chromium.browser(), options);
        return visit;
    }
}
