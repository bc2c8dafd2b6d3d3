package io.tollgate.server.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Chromium;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Makes the pictures of the documentation, of a server under a small attack: `./tollgate screenshots`. Not a test, and by
/// its name none that an ordinary run finds.
class DashboardScreenshots {
    private static final Path FOLDER = Path.of(System.getProperty("screenshots.dir", "../docs/images"));
    private static final ColorScheme[] SCHEMES = {ColorScheme.LIGHT, ColorScheme.DARK};
    private static final long QUIET = Long.getLong("screenshots.quiet", 130);
    private static final long ATTACK = Long.getLong("screenshots.attack", 75);

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void ofEveryPage() throws InterruptedException {
        try (Chromium chromium = Chromium.launch();
                TestServer server = TestServer.start(
                        InstantSource.system(),
                        Map.of("guard.layers", "all", "guard.limits.admin", "none", "trusted-proxies", "127.0.0.0/8"));
                SimulatedAttack attack = new SimulatedAttack(server)) {
            TimeUnit.SECONDS.sleep(QUIET);
            attack.begin();
            TimeUnit.SECONDS.sleep(ATTACK);
            Map<String, String> pages = pages(server);
            for (ColorScheme scheme : SCHEMES) {
                try (Visit visit = Visit.of(server, chromium.browser(), at(1280, 860).setColorScheme(scheme))) {
                    String theme = theme(scheme);
                    visit.button("Sign in").waitFor();
                    shoot(visit, "sign-in" + theme);
                    visit.signInAsAdmin();
                    pages.forEach((name, fragment) -> shoot(visit.goTo(fragment).settle(), name + theme));
                }
            }
            try (Visit visit = Visit.of(server, chromium.browser(), at(360, 740).setColorScheme(ColorScheme.DARK))) {
                visit.signInAsAdmin();
                shoot(visit.settle(), "overview-phone");
            }
            for (String link : new String[] {"reset", "verify"}) {
                for (ColorScheme scheme : SCHEMES) {
                    String path = "/" + link + "#token=of-a-mail";
                    try (Visit visit = Visit.of(server, chromium.browser(), at(640, 480).setColorScheme(scheme), path)) {
                        shoot(visit, link + theme(scheme));
                    }
                }
            }
        }
    }

    private static String theme(ColorScheme scheme) {
        return "-" + scheme.name().toLowerCase(Locale.ROOT);
    }

    private static Browser.NewContextOptions at(int width, int height) {
        return new Browser.NewContextOptions().setViewportSize(width, height);
    }

    private static Map<String, String> pages(TestServer server) {
        ApiClient admin = server.client().asAdmin();
        String user = admin.get("/api/admin/users?email=person1@example.org").at("/users/0/id");
        String refused = server.client().with("X-Forwarded-For", "203.0.113.77").get("/api/files").at("/requestId");
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "#/overview");
        pages.put("attacks", "#/attacks");
        pages.put("addresses", "#/addresses");
        pages.put("address", "#/addresses/203.0.113.77");
        pages.put("events", "#/events");
        pages.put("users", "#/users");
        pages.put("user", "#/users/" + user);
        pages.put("performance", "#/performance");
        pages.put("alerts", "#/alerts");
        pages.put("scaling", "#/scaling");
        pages.put("decision", "#/decision/" + refused);
        return pages;
    }

    private static void shoot(Visit visit, String name) {
        visit.page().waitForTimeout(2_500);
        visit.page().screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
    }
}
