package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.server.testing.ChildServer;
import io.tollgate.server.testing.Multipart;
import io.tollgate.server.testing.People;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of the size of the whole heap, through a server that would fail if it held them.
class StreamingTest {
    private static final int SIZE = 60 * 1024 * 1024;
    private static final byte[] HEAD = new Multipart().file("large.bin", new byte[0]).bytesSoFar();
    private static final byte[] TAIL = "\r\n--tollgate-test-boundary--\r\n".getBytes(UTF_8);

    @TempDir
    private static Path folder;

    private static ChildServer server;
    private static String token;

    @BeforeAll
    static void start() {
        server = ChildServer.start(folder, List.of("-Xmx64m"), Map.of("hash.threads", "1"));
        token = server.client().signUp(People.freshEmail()).at("/accessToken");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void uploadOfKnownLengthIsStreamed() throws Exception {
        long length = HEAD.length - 2 + SIZE + TAIL.length;

        assertArrivesWhole(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(StreamingTest::body), length));
    }

    @Test
    void chunkedUploadIsStreamed() throws Exception {
        assertArrivesWhole(BodyPublishers.ofInputStream(StreamingTest::body));
    }

    private static InputStream body() {
        return new SequenceInputStream(Collections.enumeration(List.of(
                // Without the line end that closes an empty file.
                new ByteArrayInputStream(HEAD, 0, HEAD.length - 2), new Noise(), new ByteArrayInputStream(TAIL))));
    }

    private static void assertArrivesWhole(BodyPublisher body) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String uploaded = http.send(
                            request("/api/files/upload")
                                    .header("Content-Type", Multipart.CONTENT_TYPE)
                                    .POST(body)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(uploaded).contains("\"size\":" + SIZE, "\"sha256\":\"" + sha256(new Noise()) + "\"");
            String id = uploaded.replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
            try (InputStream content = http.send(
                            request("/api/files/" + id + "/content").build(), BodyHandlers.ofInputStream())
                    .body()) {
                assertThat(sha256(content)).isEqualTo(sha256(new Noise()));
            }
        }
        assertThat(server.client().get("/livez").status()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri().resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + token);
    }

    private static String sha256(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Always the same bytes, which do not repeat soon.
    private static final class Noise extends InputStream {
        private int position;
        private int state = 1;

        @Override
        public int read() {
            if (position++ >= SIZE) {
                return -1;
            }
            state = state * 1_664_525 + 1_013_904_223;
            return state >>> 24;
        }
    }
}
