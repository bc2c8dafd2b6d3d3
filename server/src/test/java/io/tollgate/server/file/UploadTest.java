package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.Eventually;
import io.tollgate.guard.testing.ManualClock;
import io.tollgate.guard.testing.Together;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Multipart;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UploadTest {
    private static final byte[] CONTENT = "ten bytes!".getBytes(UTF_8);
    private static final int MAX_SIZE = 1024;
    private static final int QUOTA_SIZE = 4096;
    private static final int QUOTA_COUNT = 8;

    private static TestServer server;

    @Parameter
    TestDatabase database;

    private String email;
    private String token;
    private ApiClient person;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        Map<String, String> settings = new HashMap<>(database.freshSettings());
        settings.put("files.max-size", MAX_SIZE + "B");
        settings.put("files.quota-size", QUOTA_SIZE + "B");
        settings.put("files.quota-count", String.valueOf(QUOTA_COUNT));
        server = TestServer.start(new ManualClock(), settings);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signUp() {
        email = People.freshEmail();
        token = server.client().signUp(email).at("/accessToken");
        person = server.client().as(token);
    }

    private int listed() {
        return person.get("/api/files").json().get("files").size();
    }

    private void assertRefused(Answer answer, String code) {
        assertThat(answer.code()).isEqualTo(code);
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(listed()).isZero();
        Eventually.within(Duration.ofSeconds(10), "incoming is empty", () -> entries("incoming") == 0);
    }

    private String head(String framing) {
        return "POST /api/files/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: " + Multipart.CONTENT_TYPE + "\r\n" + framing + "\r\n\r\n";
    }

    /// What lies in a folder of the files.
    private static long entries(String folder) {
        try (Stream<Path> entries = Files.list(server.dataDir().resolve("files").resolve(folder))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long blobs() {
        try (Stream<Path> paths = Files.walk(server.dataDir().resolve("files"))) {
            return paths.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class Quotas {

        @Test
        void admitTheLargestFileAndNotOneByteMore() {
            assertRefused(person.upload("big.bin", new byte[MAX_SIZE + 1]), "payload_too_large");

            assertThat(person.upload("big.bin", new byte[MAX_SIZE]).status()).isEqualTo(201);
        }

        @Test
        void ofSizeAreExactUnderParallelUploads() {
            List<Answer> answers = Together.run(12, _ -> person.upload("big.bin", new byte[MAX_SIZE]));

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(QUOTA_SIZE / MAX_SIZE);
            assertThat(answers).extracting(Answer::status).containsOnly(201, 413);
            assertThat(listed()).isEqualTo(QUOTA_SIZE / MAX_SIZE);
        }

        @Test
        void ofCountAreExactUnderParallelUploads() {
            long before = blobs();

            List<Answer> answers = Together.run(20, _ -> person.upload("small.txt", CONTENT));

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(QUOTA_COUNT);
            assertThat(answers).extracting(Answer::status).containsOnly(201, 413);
            assertThat(listed()).isEqualTo(QUOTA_COUNT);
            assertThat(blobs() - before).isEqualTo(QUOTA_COUNT);
        }

        @Test
        void areGivenBackExactlyOnceByParallelDeletes() {
            List<String> ids = Stream.generate(() -> person.upload("big.bin", new byte[MAX_SIZE]).at("/files/0/id"))
                    .limit(QUOTA_SIZE / MAX_SIZE)
                    .toList();

            List<Answer> deletes = Together.run(16, _ -> person.delete("/api/files/" + ids.getFirst()));

            assertThat(deletes).filteredOn(answer -> answer.status() == 204).hasSize(1);
            assertThat(person.upload("big.bin", new byte[MAX_SIZE]).status()).isEqualTo(201);
            assertThat(person.upload("one.bin", new byte[1]).status()).isEqualTo(413);
        }
    }

    @Nested
    class UnderWay {
        private static final byte[] LARGEST = new byte[MAX_SIZE];

        @Test
        void countTogetherUntilTheyAreBrokenOff() {
            byte[] begun = new Multipart()
                    .file("a.bin", LARGEST)
                    .file("b.bin", LARGEST)
                    .file("c.bin", LARGEST)
                    .file("d.bin", CONTENT)
                    .bytesSoFar();
            byte[] two = new Multipart().file("e.bin", LARGEST).file("f.bin", LARGEST).bytes();
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(head("Content-Length: 9000")).send(begun);
                Eventually.within(Duration.ofSeconds(10), "three files arrived", () -> entries("incoming") == 4);

                Answer tooMuch = person.upload(two);
                assertThat(tooMuch.status()).isEqualTo(413);
                assertThat(tooMuch.code()).isEqualTo("payload_too_large");
                assertThat(person.upload("half.bin", new byte[MAX_SIZE / 2]).status()).isEqualTo(201);
            }

            Eventually.within(
                    Duration.ofSeconds(10),
                    "the room is given back",
                    () -> person.upload(two).status() == 201);
        }

        @Test
        void endWithTheirSession() {
            Multipart body = new Multipart().file("a.txt", CONTENT).file("b.txt", CONTENT);
            byte[] begun = body.bytesSoFar();
            byte[] whole = body.bytes();
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(head("Content-Length: " + whole.length)).send(begun);
                Eventually.within(Duration.ofSeconds(10), "upload began", () -> entries("incoming") > 0);
                assertThat(person.post("/api/auth/logout").status()).isEqualTo(204);

                RawHttp.Reply reply = connection
                        .send(Arrays.copyOfRange(whole, begun.length, whole.length))
                        .reply()
                        .orElseThrow();
                assertThat(reply.status()).isEqualTo(401);
                assertThat(reply.body()).contains("\"code\":\"invalid_token\"");
            }

            person = server.client().as(server.client().logIn(email, ApiClient.PASSWORD).at("/accessToken"));
            assertNothingIsLeft();
        }
    }

    @Nested
    class SeveralFiles {

        @Test
        void arriveTogether() {
            Answer answer = person.upload(new Multipart()
                    .file("a.txt", CONTENT)
                    .part("form-data; name=\"comment\"", "text/plain", CONTENT)
                    .file("b.txt", CONTENT)
                    .bytes());

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.at("/files/1/name")).isEqualTo("b.txt");
            assertThat(listed()).isEqualTo(2);
        }

        @Test
        void areAllRefusedWhenOneIsTooLarge() {
            assertRefused(
                    person.upload(new Multipart()
                            .file("a.txt", CONTENT)
                            .file("b.txt", new byte[MAX_SIZE + 1])
                            .bytes()),
                    "payload_too_large");
        }

        @Test
        void areAllRefusedWhenOneHasNoName() {
            assertRefused(
                    person.upload(new Multipart().file("a.txt", CONTENT).file("..", CONTENT).bytes()),
                    "invalid_request");
        }

        @Test
        void areAllRefusedBeyondTheQuotaOfCount() {
            Multipart body = new Multipart();
            for (int i = 0; i <= QUOTA_COUNT; i++) {
                body.file(i + ".txt", CONTENT);
            }

            assertRefused(person.upload(body.bytes()), "payload_too_large");
        }
    }

    @Nested
    class Parts {
        private static final int MAX_PARTS = 50;
        private static final int MAX_HEADERS = 2 * 1024;
        private static final int MAX_FIELD = 64 * 1024;

        private static Multipart fields(int count) {
            Multipart body = new Multipart();
            for (int i = 0; i < count; i++) {
                body.part("form-data; name=\"x\"", "text/plain", new byte[0]);
            }
            return body;
        }

        private static byte[] withHeadersOf(int length) {
            String lines = "Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nX-Filler: ";
            String filler = "a".repeat(length - lines.length() - "\r\n\r\n".length());
            return ("--tollgate-test-boundary\r\n" + lines + filler + "\r\n\r\nx\r\n--tollgate-test-boundary--\r\n")
                    .getBytes(UTF_8);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"multipart/mixed", "Multipart/Mixed; boundary=tollgate-other-boundary", "multipart/form-data"})
        void ofPartsAreFiles(String type) {
            byte[] inner = ("--tollgate-other-boundary\r\nContent-Disposition: file; filename=\"b\"\r\n\r\nx\r\n"
                            + "--tollgate-other-boundary--\r\n")
                    .getBytes(UTF_8);

            Answer answer = person.upload(new Multipart()
                    .part("form-data; name=\"files\"; filename=\"a\"", type, inner)
                    .bytes());

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.at("/files/0/name")).isEqualTo("a");
            assertThat(person.get("/api/files/" + answer.at("/files/0/id") + "/content").body()).isEqualTo(inner);
            assertThat(listed()).isOne();
        }

        @Test
        void areAdmittedUpToTheirNumber() {
            assertRefused(person.upload(fields(MAX_PARTS).file("a.txt", CONTENT).bytes()), "payload_too_large");

            assertThat(person.upload(fields(MAX_PARTS - 1).file("a.txt", CONTENT).bytes()).status()).isEqualTo(201);
        }

        @Test
        void areAdmittedUpToTheLengthOfTheirHeaders() {
            assertRefused(person.upload(withHeadersOf(MAX_HEADERS + 1)), "invalid_request");

            assertThat(person.upload(withHeadersOf(MAX_HEADERS)).status()).isEqualTo(201);
        }

        @Test
        void ofOtherFieldsAreAdmittedUpToTheirLength() {
            String other = "form-data; name=\"x\"";
            assertRefused(
                    person.upload(new Multipart()
                            .part(other, "text/plain", new byte[MAX_FIELD])
                            .file("a.txt", CONTENT)
                            .bytes()),
                    "payload_too_large");

            assertThat(person.upload(new Multipart()
                                    .part(other, "text/plain", new byte[MAX_FIELD - 1])
                                    .file("a.txt", CONTENT)
                                    .bytes())
                            .status())
                    .isEqualTo(201);
        }
    }

    @Nested
    class Interrupted {

        private static byte[] half() {
            return new Multipart().file("a.txt", CONTENT).file("b.txt", CONTENT).bytesSoFar();
        }

        @Test
        void byTheClientLeavesNothing() {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(head("Content-Length: 900")).send(half());
                Eventually.within(Duration.ofSeconds(10), "upload began", () -> entries("incoming") > 0);
            }

            assertNothingIsLeft();
        }

        @Test
        void withinChunkLeavesNothing() {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                String body = new String(half(), ISO_8859_1);
                connection
                        .send(head("Transfer-Encoding: chunked"))
                        .send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n40\r\nhalf of it");
                Eventually.within(Duration.ofSeconds(10), "upload began", () -> entries("incoming") > 0);
            }

            assertNothingIsLeft();
        }

        @Test
        void beforeItsLengthIsAnsweredAndLeavesNothing() {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                RawHttp.Reply reply = connection
                        .send(head("Content-Length: 900"))
                        .send(half())
                        .endOfRequest()
                        .reply()
                        .orElseThrow();
                assertThat(reply.status()).isEqualTo(400);
            }

            assertNothingIsLeft();
        }

        @Test
        void byTheQuotaIsAnsweredBeforeTheRestArrives() {
            String tooMuch = new String(new Multipart().file("a", new byte[3 * MAX_SIZE]).bytesSoFar(), ISO_8859_1);
            for (String request : List.of(
                    head("Content-Length: 9000000") + tooMuch,
                    head("Transfer-Encoding: chunked") + Integer.toHexString(tooMuch.length()) + "\r\n" + tooMuch + "\r\n")) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    assertThat(connection.send(request).reply().orElseThrow().status()).isEqualTo(413);
                }
            }

            assertNothingIsLeft();
        }

        @ParameterizedTest
        @CsvSource({"zz, 400", "10 10, 400", "fffffffffffffff, 413"})
        void byBrokenChunkLineIsAnsweredAtOnce(String line, int status) {
            String begun = new String(half(), ISO_8859_1);
            String before = Integer.toHexString(begun.length()) + "\r\n" + begun + "\r\n";
            for (String chunks : List.of("", before)) {
                try (RawHttp connection = RawHttp.connect(server.port())) {
                    connection.send(head("Transfer-Encoding: chunked")).send(chunks + line + "\r\n");

                    assertThat(connection.reply().orElseThrow().status()).isEqualTo(status);
                }
            }

            assertNothingIsLeft();
        }

        @Test
        void byTheQuotaIsAnsweredToClientThatIsStillSending() {
            assertRefused(person.upload("big.bin", new byte[8 << 20]), "payload_too_large");
        }

        @Test
        void beforeTheClosingBoundaryIsMalformed() {
            byte[] truncated = new Multipart().file("a.txt", CONTENT).bytesSoFar();

            assertRefused(person.upload(truncated), "invalid_request");
        }
    }

    @Nested
    class PassedOver {
        private static final int OVERHEAD = 4 << 20;
        private static final String FILLER = "x".repeat(64 * 1024);
        private static final String PART_WITHOUT_NAME = "--tollgate-test-boundary\r\nContent-Disposition: form-data\r\n\r\n";

        private static String chunk(String text) {
            return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
        }

        @ParameterizedTest
        @ValueSource(strings = {"preamble", PART_WITHOUT_NAME})
        void bytesWithoutEndAreRefused(String beginning) {
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(head("Transfer-Encoding: chunked")).send(chunk(beginning));
                for (int sent = 0; sent <= QUOTA_SIZE + OVERHEAD; sent += FILLER.length()) {
                    connection.sendWhatIsTaken(chunk(FILLER).getBytes(UTF_8));
                }

                RawHttp.Reply reply = connection.reply().orElseThrow();
                assertThat(reply.status()).isEqualTo(413);
                assertThat(reply.body()).contains("\"code\":\"payload_too_large\"");
            }

            assertNothingIsLeft();
        }

        @Test
        void bytesBeyondTheBoundAreRefusedWithoutWaitingForMore() {
            String request = head("Content-Length: " + (QUOTA_SIZE + OVERHEAD + 2));
            try (RawHttp connection = RawHttp.connect(server.port())) {
                connection.send(request).send("x".repeat(QUOTA_SIZE + OVERHEAD + 1));

                assertThat(connection.reply().orElseThrow().status()).isEqualTo(413);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"preamble", PART_WITHOUT_NAME})
        void bytesBeforeFileDoNotCountAsFile(String beginning) {
            String file = new String(new Multipart().file("a.txt", CONTENT).bytes(), UTF_8);

            assertThat(person.upload((beginning + FILLER + "\r\n" + file).getBytes(UTF_8)).status()).isEqualTo(201);
        }
    }

    @Nested
    class Malformed {
        private void assertInvalid(Answer answer, String reason) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.at("/errors/0/reason")).isEqualTo(reason);
            assertRefused(answer, "invalid_request");
        }

        @Test
        void encodedWordsAreNoFieldAndNoBoundary() {
            String brokenWord = "=?utf-8?B?AAAAA?=";
            String encodedField = "=?utf-8?B?ZmlsZXM=?=";
            for (String field : List.of(brokenWord, encodedField)) {
                String disposition = "form-data; name=\"" + field + "\"; filename=\"a.txt\"";
                assertInvalid(person.upload(new Multipart().part(disposition, "text/plain", CONTENT).bytes()), "missing");
            }
            assertInvalid(
                    person.post(
                            "/api/files/upload",
                            "multipart/form-data; boundary=\"" + brokenWord + "\"",
                            new Multipart().file("a.txt", CONTENT).bytes()),
                    "missing");
        }

        @Test
        void bodyWithoutBoundaryIsRefused() {
            for (String parameter : List.of("", "; boundary=", "; boundary=\"\"")) {
                assertInvalid(
                        person.post(
                                "/api/files/upload",
                                "multipart/form-data" + parameter,
                                new Multipart().file("a.txt", CONTENT).bytes()),
                        "not_multipart");
            }
        }

        @Test
        void bodiesAreRefused() {
            for (String body : List.of(
                    "",
                    "no boundary at all",
                    "--tollgate-test-boundary--\r\n",
                    "--tollgate-test-boundary\r\n\r\n\r\n--tollgate-test-boundary--\r\n",
                    "--tollgate-test-boundary\r\nContent-Disposition: form-data; name=\"files\"\r\n\r\nx\r\n"
                            + "--tollgate-test-boundary--\r\n",
                    "--tollgate-test-boundary\r\n" + "X-Long: " + "a".repeat(5_000) + "\r\n\r\nx\r\n")) {
                assertRefused(person.upload(body.getBytes(UTF_8)), "invalid_request");
            }
        }

        @Test
        void typesAreRefused() {
            for (String type : List.of("application/json", "text/plain", "multipart/form-data", "multipart/mixed; boundary=x")) {
                Answer answer = person.post("/api/files/upload", type, new Multipart().file("a", CONTENT).bytes());
                assertThat(answer.status()).as(type).isIn(400, 415);
                assertNothingIsLeft();
            }
            String longBoundary = "multipart/form-data; boundary=" + "b".repeat(5_000);
            assertThat(person.post("/api/files/upload", longBoundary, CONTENT).status()).isIn(400, 413, 415);
        }

        @Test
        void floodOfPartsIsRefused() {
            Multipart body = new Multipart();
            for (int i = 0; i < 1_000; i++) {
                body.part("form-data; name=\"x\"", "text/plain", new byte[0]);
            }

            assertRefused(person.upload(body.file("a.txt", CONTENT).bytes()), "payload_too_large");
        }
    }
}
