package io.tollgate.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardPagesTest {
    private static final List<String> PAGES = List.of("/", "/reset", "/verify");
    private static final Pattern REFERENCE =
            Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"|from '\\./([^']+)'|url\\((/assets/[^)]+)\\)");
    private static final int MOST_BYTES = 250 * 1024;

    private static TestServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(new ManualClock(), Map.of("guard.layers", "all"));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Every file that a browser fetches for the three pages.
    private static Set<String> everything() {
        Set<String> found = new TreeSet<>();
        PAGES.forEach(page -> follow(page, found));
        return found;
    }

    private static void follow(String path, Set<String> found) {
        if (!found.add(path)) {
            return;
        }
        Matcher matcher = REFERENCE.matcher(client.get(path).text());
        while (matcher.find()) {
            String module = matcher.group(2);
            String file = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
            follow(module != null ? "/assets/" + module : file, found);
        }
    }

    @Test
    void everyFileThatPagesNameIsServedAsWhatItIs() {
        Map<String, String> types = Map.of(
                "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

        for (String path : everything()) {
            Answer answer = client.get(path);
            String extension = path.substring(path.lastIndexOf('.') + 1);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("Content-Type"))
                    .as(path)
                    .isEqualTo(types.getOrDefault(extension, "text/html; charset=utf-8"));
        }
    }

    @Test
    void allFilesTogetherAreSmall() {
        int bytes = everything().stream().mapToInt(path -> client.get(path).body().length).sum();

        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void allowsOwnFilesOnly() {
        for (String path : everything()) {
            assertThat(client.get(path).header("Content-Security-Policy"))
                    .as(path)
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                            + "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
                            + "require-trusted-types-for 'script'");
        }
    }

    @Test
    void containsNothingThatItsPolicyForbids() {
        for (String page : PAGES) {
            assertThat(client.get(page).text())
                    .as(page)
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=");
        }
        for (String path : everything()) {
            if (path.endsWith(".js") && !path.endsWith("/uplot.js")) {
                assertThat(client.get(path).text()).as(path).doesNotContain("innerHTML", "insertAdjacentHTML", "eval(");
            }
        }
    }

    @Test
    void isSentAgainOnlyWhenChanged() {
        String etag = client.get("/assets/main.js").header("ETag");

        Answer again = client.with("If-None-Match", "\"other\", " + etag).get("/assets/main.js");

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(client.with("If-None-Match", "\"other\"").get("/assets/main.js").status()).isEqualTo(200);
    }

    @Test
    void isCompressedForWhoTakesIt() throws IOException {
        Answer plain = client.get("/assets/uplot.js");
        Answer zipped = client.with("Accept-Encoding", "br, gzip").get("/assets/uplot.js");

        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(plain.text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none.js", "index.html", "DashboardPages.class", "package-info.class", "Main.js", "main.js%00.css",
                "..%5copenapi.yaml", "%2e%2e%2fopenapi.yaml", "....js", "-.js", ".js", "main.mjs"
            })
    void otherNamesAreNotFound(String name) {
        assertThat(client.get("/assets/" + name).code()).isEqualTo("not_found");
    }

    @Test
    void isNotLimited() {
        Set<Integer> statuses = new HashSet<>();
        for (int i = 0; i < 700; i++) {
            statuses.add(client.get("/assets/icon.svg").status());
        }

        assertThat(statuses).containsExactly(200);
    }
}
