package io.tollgate.server.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The Chromium that is installed, without a window. None is downloaded.
public final class Chromium implements AutoCloseable {
    private static final String[] NAMES = {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"};
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final ProcessHandle driver;
    private final Browser browser;

    private Chromium(Playwright playwright, ProcessHandle driver, Browser browser) {
        this.playwright = playwright;
        this.driver = driver;
        this.browser = browser;
    }

    /// Skips the test that asks when there is no Chromium, except in CI (`CI=true`), where that is a failure.
    public static Chromium launch() {
        Path executable = Programs.require(NAMES);
        Set<ProcessHandle> before = children();
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        ProcessHandle driver = children().stream()
                .filter(process -> !before.contains(process))
                .findFirst()
                .orElseThrow();
        return new Chromium(
                playwright,
                driver,
                playwright.chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(executable)
                                .setArgs(FLAGS)));
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    public Browser browser() {
        return browser;
    }

    /// Ends the browser without asking: one that hangs would be waited for by its driver, and the tests, for thirty seconds.
    @Override
    public void close() {
        driver.children().forEach(ProcessHandle::destroyForcibly);
        playwright.close();
    }
}
