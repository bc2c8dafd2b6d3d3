package io.tollgate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/files", "/api/admin/security/ips/2001%3Adb8%3A%3A1/ban", "/api/files/a%20b", "/%C3%A9", "/a.b/c-d_e~f"})
    void isTheOneNotation(String path) {
        assertThat(CanonicalPath.is(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"//api/files", "/api//files", "/api/./files", "/api/../files", "/api/files;v=1", "/api%2Ffiles",
            "/api%5cfiles", "/api/%2e%2e/files", "/%61pi/admin/users", "/%6Detrics", "/api/%41", "/%7eroot", "/%5F", "/%", "/%4", "/%zz"})
    void isAnother(String path) {
        assertThat(CanonicalPath.is(path)).isFalse();
    }
}
