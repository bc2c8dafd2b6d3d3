package io.tollgate.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReleaseTest {

    @Test
    void isThatOfTheDescribedApi() throws IOException {
        try (InputStream in = Release.class.getResourceAsStream("/openapi.yaml")) {
            String document = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(document.lines()).contains("  version: " + Release.VERSION);
        }
    }
}
