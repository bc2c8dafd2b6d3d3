package io.tollgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ManualClock;
import io.tollgate.server.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryPagesTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(new ManualClock(), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/reset, text/html; charset=utf-8",
        "/verify, text/html; charset=utf-8",
        "/recovery.js, text/javascript; charset=utf-8",
        "/recovery.css, text/css; charset=utf-8"
    })
    void runNothingButTheServersOwn(String path, String type) {
        Answer answer = server.client().get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "form-action 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reset", "/verify"})
    void holdNoScriptOrStyleThatThePolicyForbids(String path) {
        assertThat(server.client().get(path).text())
                .contains("<script src=\"/recovery.js\" defer></script>")
                .doesNotContainPattern("<script(?! src=)")
                .doesNotContain("<style", " style=", "javascript:")
                .doesNotContainPattern("\\son[a-z]+=");
    }
}
