package io.tollgate.server;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.http.ErrorCode;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.FilledTables;
import io.tollgate.server.testing.TestServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
    private static final String NO_SUCH_ID = "01a20c78-f57a-748b-8337-ebf60cabb4e3";

    private static TestServer server;
    private static ApiClient client;
    private static OpenApiDocument document;

    @BeforeAll
    static void start() {
        server = TestServer.start(new ManualClock(), Map.of());
        client = server.client();
        document = new OpenApiDocument(client.get("/openapi.yaml").text());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]+}", NO_SUCH_ID);
    }

    @Nested
    class Document {

        @Test
        void namesEveryEndpointAndNoOther() {
            assertThat(document.operations()).isEqualTo(server.endpoints());
        }

        @Test
        void namesTheMethodsThatTheServerRoutes() {
            Map<String, Set<String>> methodsByPath = document.operations().stream()
                    .collect(Collectors.groupingBy(
                            operation -> operation.split(" ")[1],
                            Collectors.mapping(operation -> operation.split(" ")[0], Collectors.toSet())));

            methodsByPath.forEach((path, methods) -> {
                Answer answer = client.send("PROBE", filled(path));
                assertThat(answer.status()).as(path).isEqualTo(405);
                assertThat(answer.header("Allow").split(", ")).as(path).containsExactlyInAnyOrderElementsOf(methods);
            });
        }

        @Test
        void namesNoReferenceThatLeadsNowhere() {
            assertThat(document.references()).isNotEmpty().allMatch(document::leadsSomewhere);
        }

        @Test
        void namesNoProblemCodeThatDoesNotExist() {
            Set<Object> known = Arrays.stream(ErrorCode.values()).map(ErrorCode::text).collect(Collectors.toSet());

            assertThat(known).containsAll(document.problemCodes());
        }

        @Test
        void showsForEveryClientErrorAProblemOfThatStatus() {
            Set<String> known = Arrays.stream(ErrorCode.values())
                    .map(code -> code.status() + " " + code.text())
                    .collect(Collectors.toSet());

            for (String operation : document.operations()) {
                for (String status : document.statuses(operation)) {
                    if (status.startsWith("4")) {
                        assertThat(document.problemExamples(operation, status))
                                .as("%s %s", operation, status)
                                .isNotEmpty()
                                .allMatch(example -> known.contains(status + " " + example.get("code")));
                    }
                }
            }
        }

        @Test
        void saysThatABodyMayBeTooLargeOrOfAnotherType() {
            assertThat(document.operations())
                    .filteredOn(document::takesBody)
                    .isNotEmpty()
                    .allSatisfy(operation -> assertThat(document.statuses(operation)).contains("413", "415"));
        }

        @Test
        void namesTheHeadersThatTheCookieNeedsBeside() {
            assertThat(document.operations())
                    .filteredOn(operation -> !operation.startsWith("GET ") && document.takesCookie(operation))
                    .isNotEmpty()
                    .allSatisfy(operation -> assertThat(document.headers(operation)).contains("X-Tollgate", "Origin"));
        }

        @Test
        void saysWhereThereCanBeTooManyRequests() {
            assertThat(server.limitedEndpoints())
                    .isNotEmpty()
                    .allSatisfy(operation -> assertThat(document.statuses(operation)).contains("429"));
        }

        @Test
        void namesTheBanWhereverSomethingIsForbidden() {
            assertThat(document.operations())
                    .filteredOn(operation -> document.statuses(operation).contains("403"))
                    .isNotEmpty()
                    .allSatisfy(operation -> assertThat(document.problemExamples(operation, "403"))
                            .extracting(example -> example.get("code").toString())
                            .contains("forbidden", "ip_banned"));
        }

        @Test
        void saysWhichOperationsNeedCredentials() {
            for (String operation : document.operations()) {
                String[] words = operation.split(" ");
                Answer answer = client.send(words[0], filled(words[1]));
                assertThat(answer.status() == 401).as(operation).isEqualTo(document.isProtected(operation));
                document.assertDescribes(operation, answer);
            }
        }

        @Test
        void isServedAsYaml() {
            assertThat(client.get("/openapi.yaml").header("Content-Type")).isEqualTo("application/yaml");
        }
    }

    @Nested
    class Answers {

        @Test
        void ofEveryRequestThatSucceedsAreAsDescribed(@TempDir Path folder) {
            try (FurnishedServer furnished =
                    new FurnishedServer(Map.of(), new FilledTables(3, 3, 9), folder).furnish()) {
                var requests = furnished.requests();
                assertThat(requests.keySet()).containsExactlyInAnyOrderElementsOf(document.operations());
                requests.forEach((operation, prepare) -> {
                    Answer answer = prepare.get().get();
                    assertThat(answer.status()).as("%s %s", operation, answer.text()).isBetween(200, 299);
                    document.assertDescribes(operation, answer);
                });
            }
        }

        @Test
        void ofSignUpAndLoginAreAsDescribed() {
            Map<String, String> person =
                    Map.of("email", "described@example.org", "password", PASSWORD, "name", "Described Person");
            Answer signedUp = client.post("/api/auth/signup", person);

            document.assertDescribes("POST /api/auth/signup", signedUp);
            document.assertDescribes("POST /api/auth/signup", client.post("/api/auth/signup", person));
            document.assertDescribes(
                    "POST /api/auth/signup",
                    client.post("/api/auth/signup", Map.of("email", "x@example.org", "password", "short")));
            document.assertDescribes("POST /api/auth/login", client.post("/api/auth/login", person));
            document.assertDescribes("POST /api/auth/login", client.logIn("described@example.org", "wrong"));
            document.assertDescribes("POST /api/auth/login", client.post("/api/auth/login", Map.of()));
            document.assertDescribes("POST /api/auth/refresh", client.refresh(signedUp.at("/refreshToken")));
            document.assertDescribes("POST /api/auth/refresh", client.refresh("none"));
        }

        @Test
        void ofOwnAccountAndSessionsAreAsDescribed() {
            ApiClient person = client.signedUp("own@example.org");

            document.assertDescribes("GET /api/auth/me", person.get("/api/auth/me"));
            document.assertDescribes("GET /api/auth/sessions", person.get("/api/auth/sessions"));
            document.assertDescribes("GET /api/auth/sessions", person.get("/api/auth/sessions?limit=201"));
            document.assertDescribes("DELETE /api/auth/sessions/{id}", person.delete("/api/auth/sessions/" + NO_SUCH_ID));
            document.assertDescribes(
                    "POST /api/auth/password",
                    person.post("/api/auth/password", Map.of("currentPassword", "wrong", "newPassword", PASSWORD + "!")));
            document.assertDescribes(
                    "POST /api/auth/password",
                    person.post("/api/auth/password", Map.of("currentPassword", PASSWORD, "newPassword", PASSWORD + "!")));
            document.assertDescribes("GET /api/admin/users", person.get("/api/admin/users"));
            document.assertDescribes("POST /api/auth/logout", person.post("/api/auth/logout"));
        }

        @Test
        void ofRecoveryAreAsDescribed() {
            Map<String, String> email = Map.of("email", "nobody@example.org");
            Map<String, String> token = Map.of("token", "made up", "newPassword", PASSWORD);
            Map<String, String> verification = Map.of("token", "made up", "password", PASSWORD);

            document.assertDescribes("POST /api/auth/forgot-password", client.post("/api/auth/forgot-password", email));
            document.assertDescribes("POST /api/auth/forgot-password", client.post("/api/auth/forgot-password", Map.of()));
            document.assertDescribes("POST /api/auth/verify-email", client.post("/api/auth/verify-email", email));
            document.assertDescribes("POST /api/auth/verify-email", client.post("/api/auth/verify-email", verification));
            document.assertDescribes("POST /api/auth/verify-email", client.post("/api/auth/verify-email", token));
            document.assertDescribes("POST /api/auth/reset-password", client.post("/api/auth/reset-password", token));
            document.assertDescribes("POST /api/auth/reset-password", client.post("/api/auth/reset-password", email));
        }

        @Test
        void ofFilesAreAsDescribed() {
            ApiClient person = client.signedUp("files@example.org");
            Answer uploaded = person.upload("a.txt", "hello".getBytes(UTF_8));
            String file = "/api/files/" + uploaded.at("/files/0/id");
            String content = file + "/content";

            document.assertDescribes("POST /api/files/upload", uploaded);
            document.assertDescribes("POST /api/files/upload", person.post("/api/files/upload", Map.of()));
            document.assertDescribes("GET /api/files", person.get("/api/files"));
            document.assertDescribes("GET /api/files/{id}", person.get(file));
            document.assertDescribes("PUT /api/files/{id}", person.put(file, Map.of("name", "b.txt")));
            document.assertDescribes("PUT /api/files/{id}", person.put(file, Map.of("name", "..")));
            document.assertDescribes("GET /api/files/{id}/content", person.get(content));
            document.assertDescribes("GET /api/files/{id}/content", person.with("Range", "bytes=1-2").get(content));
            document.assertDescribes("GET /api/files/{id}/content", person.with("Range", "bytes=9-").get(content));
            document.assertDescribes("GET /api/files/{id}/content", person.with("If-None-Match", "*").get(content));
            document.assertDescribes("DELETE /api/files/{id}", person.delete(file));
            document.assertDescribes("GET /api/files/{id}", person.get(file));
        }

        @Test
        void ofTheSecurityLogAreAsDescribed() {
            ApiClient admin = client.asAdmin();
            String security = "/api/admin/security";

            document.assertDescribes("GET /api/admin/security/events", admin.get(security + "/events"));
            document.assertDescribes("GET /api/admin/security/events", admin.get(security + "/events?severity=worst"));
            document.assertDescribes(
                    "GET /api/admin/security/events/{id}", admin.get(security + "/events/" + NO_SUCH_ID));
            document.assertDescribes("GET /api/admin/security/events/stats", admin.get(security + "/events/stats"));
            document.assertDescribes("GET /api/admin/security/events/export", admin.get(security + "/events/export"));
            document.assertDescribes(
                    "GET /api/admin/security/events/export", admin.get(security + "/events/export?format=csv"));
            document.assertDescribes("GET /api/admin/security/timeline", admin.get(security + "/timeline?hours=2"));
            document.assertDescribes("GET /api/admin/security/timeline", admin.get(security + "/timeline?hours=0"));
        }

        @Test
        void ofPerformanceAreAsDescribed() {
            ApiClient admin = client.asAdmin();
            for (String path : Set.of("performance/metrics", "performance/summary", "performance/endpoints",
                    "performance/slow", "scaling", "health")) {
                document.assertDescribes("GET /api/admin/" + path, admin.get("/api/admin/" + path));
            }
            document.assertDescribes(
                    "GET /api/admin/performance/metrics", admin.get("/api/admin/performance/metrics?minutes=61"));
            document.assertDescribes("GET /metrics", client.get("/metrics"));
            document.assertDescribes(
                    "GET /metrics",
                    client.with("Accept", "application/openmetrics-text;version=1.0.0").get("/metrics"));
        }

        @Test
        void ofAdministrationAreAsDescribed() {
            ApiClient admin = client.asAdmin();
            String user = "/api/admin/users/" + client.signUp("managed@example.org").at("/user/id");
            String self = "/api/admin/users/" + admin.get("/api/auth/me").at("/id");

            document.assertDescribes("GET /api/admin/users", admin.get("/api/admin/users"));
            document.assertDescribes("GET /api/admin/users", admin.get("/api/admin/users?role=king"));
            document.assertDescribes("GET /api/admin/users/{id}", admin.get(user));
            document.assertDescribes("POST /api/admin/users/{id}/role", admin.post(user + "/role", Map.of("role", "analyst")));
            document.assertDescribes("POST /api/admin/users/{id}/role", admin.post(user + "/role", Map.of("role", "king")));
            document.assertDescribes("POST /api/admin/users/{id}/disable", admin.post(user + "/disable"));
            document.assertDescribes("POST /api/admin/users/{id}/disable", admin.post(self + "/disable"));
            document.assertDescribes("POST /api/admin/users/{id}/enable", admin.post(user + "/enable"));
            document.assertDescribes(
                    "POST /api/admin/session",
                    client.post(
                            "/api/admin/session",
                            Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD)));
            document.assertDescribes("GET /api/admin/alerts", admin.get("/api/admin/alerts"));
            document.assertDescribes("GET /api/admin/alerts", admin.get("/api/admin/alerts?limit=0"));
            document.assertDescribes("POST /api/admin/alerts/test", admin.post("/api/admin/alerts/test"));
            document.assertDescribes("GET /readyz", client.get("/readyz?verbose"));
            document.assertDescribes("GET /api/admin/session", admin.get("/api/admin/session"));
        }

        @Test
        void ofPagesAreAsDescribed() {
            document.assertDescribes("GET /", client.get("/"));
            document.assertDescribes("GET /reset", client.get("/reset"));
            document.assertDescribes("GET /verify", client.get("/verify"));
            document.assertDescribes("GET /assets/{name}", client.get("/assets/dashboard.css"));
            document.assertDescribes("GET /assets/{name}", client.get("/assets/none.css"));
            String etag = client.get("/").header("ETag");
            document.assertDescribes("GET /", client.with("If-None-Match", etag).get("/"));
        }
    }
}
