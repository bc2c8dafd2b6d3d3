package io.tollgate.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.DatabaseText;
import io.tollgate.server.testing.Multipart;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.RawHttp;
import io.tollgate.server.testing.TestDatabase;
import io.tollgate.server.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever is sent, the answer is a problem document with a status of the client's doing, nothing is stored, and the
/// server goes on.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class MalformedRequestTest {
    private static final String TOKEN = "{token}";
    private static final String USER = "{user}";
    private static final List<String> CODES =
            Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Map<String, String> DETAILS = new ConcurrentHashMap<>();

    private static TestServer server;
    private static ApiClient client;
    private static String token;
    private static String userId;

    @Parameter
    TestDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(TestDatabase database) {
        server = TestServer.start(new ManualClock(), database.freshSettings());
        client = server.client();
        token = client.logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD).at("/accessToken");
        userId = client.signUp(People.freshEmail()).at("/user/id");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    /// @param bytes the request, with the token and a person's id to be put in
    /// @param ends whether the client says that it sends no more
    private record Case(String name, byte[] bytes, boolean ends) {

        private static Case of(String name, String request) {
            return new Case(name, request.getBytes(ISO_8859_1), false);
        }

        private static Case ending(String name, String request) {
            return new Case(name, request.getBytes(ISO_8859_1), true);
        }

        private static Case json(String name, String path, byte[] body) {
            return new Case(name + " " + path, concat(head(path, body.length, "application/json"), body), false);
        }

        private static Case json(String name, String path, String body) {
            return json(name, path, body.getBytes(UTF_8));
        }

        private static Case get(String path) {
            return get("GET " + path, path, "");
        }

        private static Case get(String name, String path, String headers) {
            return of(name, "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN + "\r\n" + headers
                    + "\r\n");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] head(String path, int length, String contentType) {
        return ("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Type: "
                        + contentType + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static final String SIGN_UP = "/api/auth/signup";
    private static final String LOG_IN = "/api/auth/login";
    private static final String REFRESH = "/api/auth/refresh";
    private static final String CHANGE = "/api/auth/password";
    private static final String DASHBOARD = "/api/admin/session";
    private static final String ROLE = "/api/admin/users/" + USER + "/role";
    private static final List<String> JSON_PATHS = List.of(SIGN_UP, LOG_IN, REFRESH, CHANGE, DASHBOARD, ROLE);
    private static final String VALID =
            "{\"email\":\"stored@example.org\",\"password\":\"correct horse battery staple\"}";

    static Stream<Case> bodies() {
        List<Case> cases = new ArrayList<>();
        for (String path : JSON_PATHS) {
            cases.add(Case.json("empty body", path, ""));
            cases.add(Case.json("blank body", path, " \n"));
            cases.add(Case.json("broken JSON", path, "{\"email\":"));
            cases.add(Case.json("array", path, "[]"));
            cases.add(Case.json("null", path, "null"));
            cases.add(Case.json("string", path, "\"x\""));
            cases.add(Case.json("number", path, "1e999999999"));
            cases.add(Case.json("no fields", path, "{}"));
            cases.add(Case.json("trailing tokens", path, "{} {}"));
            cases.add(Case.json("deep nesting", path, "[".repeat(20_000) + "]".repeat(20_000)));
            cases.add(Case.json("deep nesting of objects", path, "{\"a\":".repeat(9_000) + "1" + "}".repeat(9_000)));
            cases.add(Case.json("huge number", path, "{\"email\":" + "9".repeat(30_000) + "}"));
            cases.add(Case.json("huge name", path, "{\"" + "n".repeat(30_000) + "\":1}"));
            cases.add(Case.json("invalid UTF-8", path, new byte[] {'{', '"', (byte) 0xC3, '(', '"', ':', '1', '}'}));
            cases.add(Case.json("overlong UTF-8", path, new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}));
            cases.add(Case.json("UTF-16", path, VALID.getBytes(UTF_16)));
            cases.add(Case.json("a megabyte", path, "{\"email\":\"" + "a".repeat(1 << 20) + "\"}"));
            cases.add(Case.json("comment", path, "/* */ {}"));
            cases.add(Case.json("NaN", path, "{\"email\":NaN}"));
        }
        for (String path : List.of(SIGN_UP, LOG_IN, DASHBOARD)) {
            cases.add(Case.json("number as email", path, "{\"email\":1,\"password\":\"correct horse battery\"}"));
            cases.add(Case.json("object as password", path, "{\"email\":\"a@example.org\",\"password\":{}}"));
            cases.add(Case.json("null password", path, "{\"email\":\"a@example.org\",\"password\":null}"));
            cases.add(Case.json("no password", path, "{\"email\":\"a@example.org\"}"));
            cases.add(Case.json("no address", path, credentials("nobody")));
            cases.add(Case.json("two signs", path, credentials("a@b@example.org")));
            cases.add(Case.json("space within", path, credentials("a b@example.org")));
            cases.add(Case.json("line end within", path, credentials("a@example.org\\r\\nBcc: b@example.org")));
            cases.add(Case.json("NUL within", path, credentials("a\\u0000@example.org")));
            cases.add(Case.json("lone surrogate", path, credentials("a\\ud800@example.org")));
            cases.add(Case.json("lone low surrogate", path, credentials("a\\udc00\\ud800@example.org")));
            cases.add(Case.json("long address", path, credentials("a".repeat(300) + "@example.org")));
            cases.add(Case.json("long host", path, credentials("a@" + "b.".repeat(130) + "org")));
            cases.add(Case.json("expanding address", path, credentials("\uFDFA".repeat(60) + "@example.org")));
            cases.add(Case.json(
                    "NUL in password", path, "{\"email\":\"a@example.org\",\"password\":\"\\u0000234567890123456\"}"));
            cases.add(Case.json(
                    "surrogate in password", path, "{\"email\":\"a@example.org\",\"password\":\"\\ud83d234567890123456\"}"));
            cases.add(Case.json(
                    "long password",
                    path,
                    "{\"email\":\"a@example.org\",\"password\":\"" + "correct horse ".repeat(50) + "\"}"));
            cases.add(Case.json(
                    "duplicate keys",
                    path,
                    "{\"email\":\"a@example.org\",\"email\":\"b@example.org\",\"password\":\"correct horse battery\"}"));
        }
        cases.add(Case.json("name of two lines", SIGN_UP, VALID.replace("}", ",\"name\":\"a\\nb\"}")));
        cases.add(Case.json("name that is a list", SIGN_UP, VALID.replace("}", ",\"name\":[]}")));
        cases.add(Case.json("NUL in name", SIGN_UP, VALID.replace("}", ",\"name\":\"a\\u0000b\"}")));
        cases.add(Case.json("long name", SIGN_UP, VALID.replace("}", ",\"name\":\"" + "n".repeat(101) + "\"}")));
        cases.add(Case.json("long device name", LOG_IN, VALID.replace("}", ",\"deviceName\":\"" + "n".repeat(101) + "\"}")));
        cases.add(Case.json("control in device name", LOG_IN, VALID.replace("}", ",\"deviceName\":\"\\u001b[2J\"}")));
        for (String refreshToken : List.of("", "x", "tgr_", "tgr_" + "ä".repeat(43), "t".repeat(257), "\\u0000")) {
            cases.add(Case.json("refresh token", REFRESH, "{\"refreshToken\":\"" + refreshToken + "\"}"));
        }
        for (String role : List.of("root", "", "ADMIN", "admin ", "\\u0000", "r".repeat(100))) {
            cases.add(Case.json("unknown role", ROLE, "{\"role\":\"" + role + "\"}"));
        }
        cases.add(Case.json("role that is a number", ROLE, "{\"role\":3}"));
        return cases.stream();
    }

    private static String credentials(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"correct horse battery staple\"}";
    }

    static Stream<Case> contentTypes() {
        return Stream.of(
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "application/json; charset=iso-8859-1",
                        "application/json; charset=utf-16",
                        "application/json; charset=nonsense",
                        "application/jsonx",
                        "nonsense",
                        "/",
                        ";",
                        ",",
                        "multipart/form-data; boundary=x",
                        "application/json, text/html",
                        "application/" + "j".repeat(3_000))
                .map(type -> new Case(
                        "type " + type.substring(0, Math.min(60, type.length())),
                        concat(head(SIGN_UP, VALID.length(), type), VALID.getBytes(UTF_8)),
                        false));
    }

    private static String post(String headers, String body) {
        return "POST " + SIGN_UP + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body;
    }

    static Stream<Case> framing() {
        int length = VALID.length();
        String chunk = Integer.toHexString(length) + "\r\n" + VALID + "\r\n0\r\n\r\n";
        return Stream.of(
                Case.of("no type", "POST " + SIGN_UP + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"),
                Case.of("no length", post("", "")),
                Case.ending("length too long", post("Content-Length: 500\r\n", VALID)),
                Case.ending("length too long, nothing sent", post("Content-Length: 500\r\n", "")),
                Case.of("length too short", post("Content-Length: 5\r\n", VALID)),
                Case.of("negative length", post("Content-Length: -1\r\n", VALID)),
                Case.of("two lengths", post("Content-Length: 5\r\nContent-Length: " + length + "\r\n", VALID)),
                Case.of("list of lengths", post("Content-Length: " + length + ", " + length + "1\r\n", VALID)),
                Case.of("length that is a word", post("Content-Length: ten\r\n", VALID)),
                Case.of("empty length", post("Content-Length: \r\n", VALID)),
                Case.of("length with sign", post("Content-Length: +" + length + "\r\n", VALID)),
                Case.of("hexadecimal length", post("Content-Length: 0x10\r\n", VALID)),
                Case.of("length of 30 digits", post("Content-Length: " + "9".repeat(30) + "\r\n", VALID)),
                Case.of(
                        "length and chunked",
                        post("Content-Length: " + length + "\r\nTransfer-Encoding: chunked\r\n", chunk)),
                Case.of("unknown coding", post("Transfer-Encoding: gzip\r\n", VALID)),
                Case.of("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", chunk)),
                Case.of("chunked is not last", post("Transfer-Encoding: chunked, gzip\r\n", chunk)),
                Case.of("coding in disguise", post("Transfer-Encoding: xchunked\r\n", chunk)),
                Case.of("chunk size that is a word", post("Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n")),
                Case.of("negative chunk", post("Transfer-Encoding: chunked\r\n", "-5\r\nabc\r\n0\r\n\r\n")),
                Case.of("chunk of 100 MB", post("Transfer-Encoding: chunked\r\n", "6400000\r\n" + VALID)),
                Case.of("chunk of 2^64", post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n" + VALID)),
                Case.of("chunk of 2^80", post("Transfer-Encoding: chunked\r\n", "f".repeat(20) + "\r\n" + VALID)),
                Case.of("chunk size without end", post("Transfer-Encoding: chunked\r\n", "1".repeat(4_000))),
                Case.of("chunk extension without end", post("Transfer-Encoding: chunked\r\n", "5;" + "a".repeat(4_000))),
                Case.ending("chunk cut off", post("Transfer-Encoding: chunked\r\n", "50\r\n{\"email\":")),
                Case.ending("chunks without the last", post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n")),
                Case.of("unknown expectation", post("Expect: miracles\r\nContent-Length: 2\r\n", "{}")));
    }

    static Stream<Case> heads() {
        return Stream.of(
                Case.of("HTTP/1.0", "GET /api/auth/me HTTP/1.0\r\n\r\n"),
                Case.of("HTTP/0.9", "GET /api/auth/me\r\n\r\n"),
                Case.of("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Case.of("HTTP/3.7", "GET /api/auth/me HTTP/3.7\r\nHost: x\r\n\r\n"),
                Case.of("garbage", "\u0001\u0002\u0003\u00ff\u00fe nonsense\r\n\r\n"),
                Case.of("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
                Case.of("one word", "nonsense\r\n\r\n"),
                Case.of("two spaces", "GET  /api/auth/me HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("space in path", "GET /api/a b HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("no slash", "GET api/auth/me HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("no host", "GET /api/auth/me HTTP/1.1\r\n\r\n"),
                Case.of("two hosts", "GET /api/auth/me HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
                Case.of("strange host", "GET /api/auth/me HTTP/1.1\r\nHost: x y/z?\u0001\r\n\r\n"),
                Case.of("header without colon", "GET /livez HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"),
                Case.of("space before colon", "GET /livez HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n"),
                Case.of("NUL in header", "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n"),
                Case.of("folded header", "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n"),
                Case.of("bare line feed", "GET /livez HTTP/1.1\nHost: x\n\n"),
                Case.of("header of 17 KB", "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(17_000) + "\r\n\r\n"),
                Case.of(
                        "headers of 20 KB",
                        "GET /livez HTTP/1.1\r\nHost: x\r\n" + ("X-A: " + "a".repeat(200) + "\r\n").repeat(100) + "\r\n"),
                Case.of("URI of 9 KB", "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("query of 9 KB", "GET /livez?" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("TRACE", "TRACE /livez HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n"),
                Case.of("OPTIONS", "OPTIONS /api/auth/login HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("unknown method", "BREW /livez HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("long method", "B".repeat(1_000) + " /livez HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("known path, other method", "DELETE /api/auth/login HTTP/1.1\r\nHost: x\r\n\r\n"),
                Case.of("upgrade", "GET /api/auth/me HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"),
                Case.of("cookies", "GET /api/admin/users HTTP/1.1\r\nHost: x\r\nCookie: ;;=;a;tollgate_dashboard;=b\r\n\r\n"),
                Case.of("dashboard cookie", "GET /api/admin/users HTTP/1.1\r\nHost: x\r\n"
                        + "Cookie: tollgate_dashboard=\"%00\\\r\n\r\n"),
                Case.of("authorization", "GET /api/auth/me HTTP/1.1\r\nHost: x\r\nAuthorization: \u00ff\u0080\r\n\r\n"));
    }

    static Stream<Case> paths() {
        Stream<Case> paths = Stream.of(
                        "/nothing/here",
                        "/api/files/%00",
                        "/api/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                        "/api/files/../../etc/passwd",
                        "/../../../../etc/passwd",
                        "/api/files/..%5c..%5cetc",
                        "/api/files/%",
                        "/api/files/%zz",
                        "/api/files/%c3%28",
                        "/api/files/%ed%a0%80",
                        "/api/files/x/content",
                        "/api/files/00000000-0000-0000-0000-00000000000g",
                        "/api/files/00000000-0000-7000-8000-000000000000",
                        "/api/files/00000000-0000-7000-8000-000000000000;a=b",
                        "/api/files/00000000-0000-7000-8000-00000000000'/content",
                        "/api/admin/users/1%20OR%201=1",
                        "/api/admin/users/%F0%9F%98%80",
                        "/api/files/",
                        "/api/admin/users?role=root",
                        "/api/admin/users?role=%00",
                        "/api/admin/users?email=nobody",
                        "/api/admin/users?email=%00@example.org")
                .map(Case::get);
        Stream<Case> queries = Stream.of("/api/files", "/api/auth/sessions", "/api/admin/users")
                .flatMap(path -> Stream.of(
                                "limit=0",
                                "limit=201",
                                "limit=-1",
                                "limit=abc",
                                "limit=1e1",
                                "limit=%201",
                                "limit=2147483648",
                                "limit=" + "9".repeat(300),
                                "limit=%00",
                                "limit=%zz",
                                "limit=%c3%28",
                                "cursor=x",
                                "cursor=~",
                                "cursor=%00",
                                "cursor=%",
                                "cursor=00000000-0000-7000-8000-00000000000'",
                                "cursor=" + "a".repeat(1_000))
                        .map(query -> Case.get(path + "?" + query)));
        return Stream.concat(paths, queries);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodyIsRefused(Case malformed) throws SQLException {
        assertRefused(malformed);
    }

    @ParameterizedTest
    @MethodSource("contentTypes")
    void contentTypeIsRefused(Case malformed) throws SQLException {
        assertRefused(malformed);
    }

    @ParameterizedTest
    @MethodSource("framing")
    void framingIsRefused(Case malformed) throws SQLException {
        assertRefused(malformed);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void headIsRefused(Case malformed) throws SQLException {
        assertRefused(malformed);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void pathIsRefused(Case malformed) throws SQLException {
        assertRefused(malformed);
    }

    private static void assertRefused(Case malformed) throws SQLException {
        String before = stored();
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.sendWhatIsTaken(filled(malformed.bytes()));
            if (malformed.ends()) {
                connection.endOfRequest();
            }
            assertProblem(connection.reply().orElseThrow(() -> new AssertionError("closed without an answer")));
        }
        assertThat(stored()).isEqualTo(before);
        assertThat(client.get("/livez").status()).isEqualTo(200);
    }

    private static byte[] filled(byte[] request) {
        return new String(request, ISO_8859_1)
                .replace(TOKEN, token)
                .replace(USER, userId)
                .getBytes(ISO_8859_1);
    }

    private static String stored() throws SQLException {
        try (Connection connection = server.database()) {
            return DatabaseText.of(connection);
        }
    }

    private static void assertProblem(RawHttp.Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
        JsonNode problem = MAPPER.readTree(reply.body());
        assertThat(problem.at("/status").asInt()).isEqualTo(reply.status());
        assertThat(problem.at("/code").asString()).isIn(CODES);
        assertThat(problem.at("/requestId").asString()).isNotEmpty();
        assertThat(reply.header("X-Request-Id")).contains(problem.at("/requestId").asString());
        assertThat(reply.body()).doesNotContain("Exception", "io.tollgate", "io.helidon", "java.", "\tat ");
        String detail = problem.at("/detail").asString();
        assertThat(DETAILS.merge(problem.at("/code").asString(), detail, (known, _) -> known)).isEqualTo(detail);
    }

    @Test
    void headIsRefusedWithoutBody() {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send("HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n");
            String head = connection.replyToHead().orElseThrow().head();
            connection.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(head).contains(" 405 ").containsIgnoringCase("Allow: GET");
            assertThat(connection.reply().orElseThrow().body()).isEqualTo("{\"status\":\"up\"}");
        }
    }

    @Test
    void whatIsTooLongIsToldApart() {
        String longHeader = "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: %s\r\n\r\n";
        assertThat(statusOf(longHeader.formatted("a".repeat(17_000)))).isEqualTo(431);
        assertThat(statusOf(longHeader.formatted("a".repeat(1 << 20)))).isEqualTo(431);
        assertThat(statusOf("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(414);
        assertThat(statusOf("GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(414);
    }

    private static int statusOf(String request) {
        try (RawHttp connection = RawHttp.connect(server.port())) {
            return connection.sendWhatIsTaken(request.getBytes(ISO_8859_1)).reply().orElseThrow().status();
        }
    }

    @Test
    void smuggledRequestIsNotAnswered() {
        String hidden = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden);

            assertThat(connection.reply().orElseThrow().status()).isBetween(400, 499);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void endlessBodyIsRefusedBeforeItsEnd() {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send(post("Transfer-Encoding: chunked\r\n", chunk.repeat(17)));

            assertThat(connection.reply().orElseThrow().status()).isEqualTo(413);
        }
    }

    @Test
    void chunkExtensionsAreIgnored() {
        String chunks = "3;a=b\r\n{} \r\n0;last\r\n\r\n";
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send(post("Transfer-Encoding: chunked\r\n", chunks));

            assertThat(connection.reply().orElseThrow().body()).contains("The field email is required.");
        }
    }

    @Test
    void aHundredSmallHeadersAreFine() {
        String headers = IntStream.range(0, 100)
                .mapToObj(i -> "X-Header-" + i + ": " + i + "\r\n")
                .collect(Collectors.joining());
        try (RawHttp connection = RawHttp.connect(server.port())) {
            connection.send("GET /livez HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");

            assertThat(connection.reply().orElseThrow().status()).isEqualTo(200);
        }
    }

    @Test
    void ownRequestIdIsNotTakenOver() {
        assertThat(client.with("X-Request-Id", "forged").get("/livez").header("X-Request-Id"))
                .isNotEqualTo("forged")
                .matches("[0-9a-f]{32}");
    }

    @Test
    void uploadIsRefusedLikeAnyOther() throws SQLException {
        byte[] body = new Multipart().file("a\u0000b", new byte[0]).bytesSoFar();

        assertRefused(new Case("upload", concat(head("/api/files/upload", body.length, Multipart.CONTENT_TYPE), body), false));
    }
}
