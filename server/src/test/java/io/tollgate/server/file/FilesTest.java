package io.tollgate.server.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Multipart;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
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
import tools.jackson.databind.JsonNode;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class FilesTest {
    private static final byte[] CONTENT = "0123456789abcdefghij".getBytes(UTF_8);

    private static ManualClock clock;
    private static TestServer server;

    @Parameter
    TestDatabase database;

    private ApiClient person;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        clock = new ManualClock();
        server = TestServer.start(clock, database.freshSettings());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signUp() {
        person = server.client().signedUp(People.freshEmail());
    }

    private String uploaded() {
        return idOf(person.upload("notes.txt", CONTENT));
    }

    private static String idOf(Answer upload) {
        assertThat(upload.status()).isEqualTo(201);
        return upload.at("/files/0/id");
    }

    private List<JsonNode> list() {
        return StreamSupport.stream(person.get("/api/files").json().get("files").spliterator(), false).toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class Life {

        @Test
        void uploadTellsWhatArrived() {
            Answer answer = person.upload("notes.txt", CONTENT);

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.at("/files/0/name")).isEqualTo("notes.txt");
            assertThat(answer.at("/files/0/contentType")).isEqualTo("text/plain");
            assertThat(answer.json().at("/files/0/size").asInt()).isEqualTo(CONTENT.length);
            assertThat(answer.at("/files/0/sha256")).isEqualTo(sha256(CONTENT));
            assertThat(person.get("/api/files/" + idOf(answer)).json()).isEqualTo(answer.json().at("/files/0"));
        }

        @Test
        void downloadYieldsTheBytes() {
            Answer answer = person.get("/api/files/" + uploaded() + "/content");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(CONTENT);
            assertThat(answer.header("Content-Length")).isEqualTo("20");
        }

        @Test
        void emptyFileIsFile() {
            String id = idOf(person.upload("empty.txt", new byte[0]));

            assertThat(person.get("/api/files/" + id + "/content").body()).isEmpty();
            assertThat(person.get("/api/files/" + id).at("/sha256")).isEqualTo(sha256(new byte[0]));
            assertThat(person.with("Range", "bytes=0-").get("/api/files/" + id + "/content").status()).isEqualTo(416);
        }

        @Test
        void renameChangesNothingElse() {
            String id = uploaded();

            Answer answer = person.put("/api/files/" + id, Map.of("name", "renamed.txt"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("/name")).isEqualTo("renamed.txt");
            assertThat(answer.at("/sha256")).isEqualTo(sha256(CONTENT));
            assertThat(person.get("/api/files/" + id).at("/name")).isEqualTo("renamed.txt");
        }

        @Test
        void deletedFileIsGone() {
            String id = uploaded();

            assertThat(person.delete("/api/files/" + id).status()).isEqualTo(204);

            assertThat(person.get("/api/files/" + id).status()).isEqualTo(404);
            assertThat(person.get("/api/files/" + id + "/content").status()).isEqualTo(404);
            assertThat(person.delete("/api/files/" + id).status()).isEqualTo(404);
            assertThat(list()).isEmpty();
        }

        @Test
        void listComesInPages() {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofMillis(1));
                ids.addFirst(uploaded());
            }

            List<String> seen = new ArrayList<>();
            String cursor = "";
            do {
                Answer page = person.get("/api/files?limit=2" + cursor);
                page.json().get("files").forEach(file -> seen.add(file.get("id").asString()));
                JsonNode next = page.json().get("nextCursor");
                cursor = next.isNull() ? "" : "&cursor=" + next.asString();
            } while (!cursor.isEmpty());

            assertThat(seen).isEqualTo(ids);
        }
    }

    @Nested
    class Names {

        @ParameterizedTest
        @CsvSource({
            "../../etc/passwd, passwd",
            "..\\..\\boot.ini, boot.ini",
            "C:\\Users\\x\\a.txt, a.txt",
            "/absolute/name.txt, name.txt",
            "mixed\\a/b\\c.txt, c.txt",
            "' spaced.txt ', spaced.txt",
            "größe-日本.txt, größe-日本.txt",
            "...hidden, ...hidden"
        })
        void keepTheLastSegmentOnly(String sent, String kept) {
            assertThat(person.put("/api/files/" + uploaded(), Map.of("name", sent)).at("/name")).isEqualTo(kept);
            assertThat(person.upload(sent.replace("\\", "\\\\"), CONTENT).at("/files/0/name")).isEqualTo(kept);
        }

        @ParameterizedTest
        @ValueSource(strings = {"=?UTF-8?B?w6Q=?=.txt", "=?utf-8?B?AAAAA?=", "=?utf-8?Q?=E4?= b", "a%22%0D.txt", "a;b=c"})
        void areNotDecoded(String sent) {
            assertThat(person.upload(sent, CONTENT).at("/files/0/name")).isEqualTo(sent);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "filename=\"a\\\"b.txt\"|a\"b.txt",
                    "filename=plain name.txt|plain name.txt",
                    "FileName = \"a.txt\"|a.txt",
                    "filename*=UTF-8''%C3%A4+b.txt|ä+b.txt",
                    "filename=\"=?utf-8?B?w6QudHh0?=\"; filename*=utf-8''%C3%A4.txt|ä.txt",
                    "filename*=UTF-8''%zz.txt|UTF-8''%zz.txt"
                })
        void areReadAsClientsWriteThem(String parameter, String kept) {
            byte[] body = new Multipart()
                    .part("form-data; name=\"files\"; " + parameter, "text/plain", CONTENT)
                    .bytes();

            assertThat(person.upload(body).at("/files/0/name")).isEqualTo(kept);
        }

        @ParameterizedTest
        @ValueSource(strings = {"👨\u200D👩\u200D👧.png", "می\u200Cخواهم.txt"})
        void keepWhatGivesCharactersTheirShape(String sent) {
            String id = idOf(person.upload(sent, CONTENT));

            assertThat(person.get("/api/files/" + id).at("/name")).isEqualTo(sent);
            assertThat(person.put("/api/files/" + id, Map.of("name", sent)).at("/name")).isEqualTo(sent);
        }

        @Test
        void loseWhatDeceivesTheEye() {
            Answer answer =
                    person.put("/api/files/" + uploaded(), Map.of("name", "a\r\nSet-Cookie: b\u0001\u202Etxt.exe\u007F"));

            assertThat(answer.at("/name")).isEqualTo("aSet-Cookie: btxt.exe");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "..", ".", "a/..", "x/", "\\", "\t", "\u0001"})
        void withoutUsableRestAreRefused(String sent) {
            String id = uploaded();

            assertThat(person.put("/api/files/" + id, Map.of("name", sent)).code()).isEqualTo("invalid_request");

            assertThat(person.get("/api/files/" + id).at("/name")).isEqualTo("notes.txt");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "..", ".", "a/.."})
        void withoutUsableRestAreNotUploaded(String sent) {
            assertThat(person.upload(sent, CONTENT).code()).isEqualTo("invalid_request");
            assertThat(list()).isEmpty();
        }

        @Test
        void ofTenThousandCharactersAreRefused() {
            String id = uploaded();
            String huge = "n".repeat(10_000);

            assertThat(person.put("/api/files/" + id, Map.of("name", huge)).code()).isEqualTo("invalid_request");
            assertThat(person.upload(huge, CONTENT).code()).isEqualTo("invalid_request");
            assertThat(list()).hasSize(1);
        }

        @Test
        void areCutToTwoHundredFiftyFiveCodePoints() {
            Answer answer = person.put("/api/files/" + uploaded(), Map.of("name", "😀".repeat(300)));

            assertThat(answer.at("/name")).isEqualTo("😀".repeat(255));
        }

        @Test
        void cannotBreakOutOfTheHeaderOfDownload() {
            String id = uploaded();
            person.put("/api/files/" + id, Map.of("name", "a\"; filename=evil.html; x=\"é*'%.txt"));

            Answer answer = person.get("/api/files/" + id + "/content");

            assertThat(answer.header("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"a__ filename_evil.html_ x______.txt\"; "
                            + "filename*=UTF-8''a%22%3B%20filename%3Devil.html%3B%20x%3D%22%C3%A9%2A%27%25.txt");
        }
    }

    @Nested
    class SomebodyElses {

        @Test
        void fileIsNotFoundOnEveryRoute() {
            String id = uploaded();
            ApiClient other = server.client().signedUp(People.freshEmail());
            ApiClient admin = server.client().asAdmin();

            for (ApiClient stranger : List.of(other, admin)) {
                assertThat(stranger.get("/api/files/" + id).status()).isEqualTo(404);
                assertThat(stranger.get("/api/files/" + id + "/content").status()).isEqualTo(404);
                assertThat(stranger.put("/api/files/" + id, Map.of("name", "stolen")).status()).isEqualTo(404);
                assertThat(stranger.delete("/api/files/" + id).status()).isEqualTo(404);
                assertThat(stranger.get("/api/files").json().get("files")).isEmpty();
            }
            assertThat(other.get("/api/files/" + id).withoutRequestId())
                    .isEqualTo(other.get("/api/files/" + UUID.randomUUID()).withoutRequestId());
            assertThat(person.get("/api/files/" + id).at("/name")).isEqualTo("notes.txt");
        }

        @Test
        void filesNeedToken() {
            String id = uploaded();
            ApiClient anonymous = server.client();

            assertThat(anonymous.get("/api/files").code()).isEqualTo("invalid_token");
            assertThat(anonymous.get("/api/files/" + id + "/content").code()).isEqualTo("invalid_token");
            assertThat(anonymous.upload("a.txt", CONTENT).code()).isEqualTo("invalid_token");
        }
    }

    @Nested
    class Download {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "bytes=0-0      | 0  | bytes 0-0/20",
                    "bytes=0-4      | 01234 | bytes 0-4/20",
                    "bytes=5-9      | 56789 | bytes 5-9/20",
                    "bytes=-3       | hij   | bytes 17-19/20",
                    "bytes=-100     | 0123456789abcdefghij | bytes 0-19/20",
                    "bytes=18-      | ij    | bytes 18-19/20",
                    "bytes=18-99999 | ij    | bytes 18-19/20",
                    "bytes=19-19    | j     | bytes 19-19/20"
                })
        void ofRangeSendsThatRange(String range, String bytes, String contentRange) {
            Answer answer = person.with("Range", range).get("/api/files/" + uploaded() + "/content");

            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.text()).isEqualTo(bytes);
            assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        }

        @ParameterizedTest
        @ValueSource(strings = {"bytes=20-", "bytes=20-30", "bytes=-0", "bytes=999999999999999999-"})
        void ofRangeOutsideTheFileSaysHowLongItIs(String range) {
            Answer answer = person.with("Range", range).get("/api/files/" + uploaded() + "/content");

            assertThat(answer.status()).isEqualTo(416);
            assertThat(answer.code()).isEqualTo("range_not_satisfiable");
            assertThat(answer.header("Content-Range")).isEqualTo("bytes */20");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "bytes=0-1,3-4", "bytes=5-4", "bytes=-", "bytes=a-b", "lines=1-2", "nonsense", "bytes=--5",
                    "bytes=0-1;", "bytes=99999999999999999999999-"
                })
        void ignoresRangesItDoesNotUnderstand(String range) {
            Answer answer = person.with("Range", range).get("/api/files/" + uploaded() + "/content");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(CONTENT);
        }

        @Test
        void ofKnownVersionSendsNothing() {
            String path = "/api/files/" + uploaded() + "/content";
            String etag = person.get(path).header("ETag");

            assertThat(etag).isEqualTo('"' + sha256(CONTENT) + '"');
            for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
                Answer answer = person.with("If-None-Match", known).get(path);
                assertThat(answer.status()).isEqualTo(304);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.header("ETag")).isEqualTo(etag);
            }
            assertThat(person.with("If-None-Match", "\"other\"").get(path).status()).isEqualTo(200);
        }

        @Test
        void ofRangeOfAnotherVersionSendsTheWhole() {
            String path = "/api/files/" + uploaded() + "/content";
            String etag = person.get(path).header("ETag");
            ApiClient ranged = person.with("Range", "bytes=0-4");

            assertThat(ranged.with("If-Range", etag).get(path).status()).isEqualTo(206);
            assertThat(ranged.with("If-Range", "\"other\"").get(path).status()).isEqualTo(200);
            assertThat(ranged.with("If-Range", "W/" + etag).get(path).status()).isEqualTo(200);
        }

        @Test
        void isSavedAndNeverShown() {
            byte[] page = "<script>alert(1)</script>".getBytes(UTF_8);
            Multipart body = new Multipart().part("form-data; name=\"files\"; filename=\"x.html\"", "text/html", page);

            Answer answer = person.get("/api/files/" + idOf(person.upload(body.bytes())) + "/content");

            assertThat(answer.header("Content-Disposition")).startsWith("attachment; filename=\"x.html\"");
            assertThat(answer.header("Content-Security-Policy")).contains("sandbox");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).contains("private");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "audio/webm;codecs=opus",
                    "text/plain; charset=\"utf-8\"",
                    "text/plain; charset=utf-8; format=flowed",
                    "text/x; a=\"; \\\" \"",
                    "multipart/mixed; boundary=x"
                })
        void isOfTheTypeItWasUploadedWith(String type) {
            Multipart body = new Multipart().part("form-data; name=\"files\"; filename=\"x\"", type, CONTENT);
            Answer upload = person.upload(body.bytes());

            Answer answer = person.get("/api/files/" + idOf(upload) + "/content");

            assertThat(upload.at("/files/0/contentType")).isEqualTo(type);
            assertThat(answer.header("Content-Type")).isEqualTo(type);
            assertThat(answer.header("Content-Disposition")).startsWith("attachment;");
        }

        @Test
        void ofTypeThatIsNoneIsOctets() {
            Multipart body = new Multipart()
                    .part("form-data; name=\"files\"; filename=\"x\"", "text/html\u0001; \"", CONTENT);

            assertThat(person.upload(body.bytes()).at("/files/0/contentType")).isEqualTo("application/octet-stream");
        }
    }
}
