package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiskFailureTest {
    private static final byte[] CONTENT = "ten bytes!".getBytes(UTF_8);

    private TestServer server;
    private ApiClient person;

    @BeforeEach
    void start() {
        server = TestServer.start(new ManualClock(), Map.of());
        person = server.client().signedUp(People.freshEmail());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// What is answered while a folder of the files is none.
    private Answer without(String folder, Supplier<Answer> request) throws IOException {
        Path files = server.dataDir().resolve("files");
        Path broken = files.resolve(folder);
        Path aside = files.resolve("aside");
        Files.move(broken, aside);
        Files.createFile(broken);
        Answer answer = request.get();
        Files.delete(broken);
        Files.move(aside, broken);
        return answer;
    }

    private static void assertToBeTriedAgain(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("30");
    }

    @Test
    void ofDownloadIsAnsweredThatItBeTriedAgain() throws IOException {
        String id = person.upload("notes.txt", CONTENT).at("/files/0/id");
        String path = "/api/files/" + id + "/content";

        assertToBeTriedAgain(without(id.substring(id.length() - 2), () -> person.get(path)));

        assertThat(person.get(path).body()).isEqualTo(CONTENT);
    }

    @Test
    void ofUploadIsAnsweredThatItBeTriedAgain() throws IOException {
        assertToBeTriedAgain(without("incoming", () -> person.upload("notes.txt", CONTENT)));

        assertThat(person.upload("notes.txt", CONTENT).status()).isEqualTo(201);
    }
}
