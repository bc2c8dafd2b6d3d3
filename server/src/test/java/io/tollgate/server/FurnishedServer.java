package io.tollgate.server;

import static io.tollgate.server.testing.ApiClient.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.guard.testing.ManualClock;
import io.tollgate.server.settings.Settings;
import io.tollgate.server.settings.SettingsLoader;
import io.tollgate.server.testing.Answer;
import io.tollgate.server.testing.ApiClient;
import io.tollgate.server.testing.Events;
import io.tollgate.server.testing.ExecutedStatements;
import io.tollgate.server.testing.FilledTables;
import io.tollgate.server.testing.Multipart;
import io.tollgate.server.testing.People;
import io.tollgate.server.testing.TestMailServer;
import io.tollgate.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A server with every layer on and rows in every table, and a request to each of its endpoints that succeeds.
final class FurnishedServer implements AutoCloseable {
    private static final String SECURITY = "/api/admin/security";
    private static final String EMAIL = "ann@example.org";
    private static final Map<String, String> REASON = Map.of("reason", "a test");

    private final AtomicInteger addresses = new AtomicInteger();
    private final TestMailServer mails = new TestMailServer();
    private final ManualClock clock = new ManualClock();
    private final Map<String, String> settings = new HashMap<>();
    private final Path folder;
    private final FilledTables tables;
    private TestServer server;
    private Answer signedUp;
    private ApiClient admin;
    private ApiClient person;
    private String file = "";
    private String refused = "";

    /// @param folder of its data, which outlives it
    FurnishedServer(Map<String, String> database, FilledTables tables, Path folder) {
        this.folder = folder;
        this.tables = tables;
        settings.putAll(database);
        settings.putAll(mails.settings());
        settings.putAll(Map.of(
                "guard.layers", "all",
                "trusted-proxies", "127.0.0.0/8",
                // An attack is a part of it, and the admin asks without a pause.
                "guard.limits.admin", "none",
                "guard.limits.upload", "none",
                "alerts.mail-to", "ops@example.org",
                "performance.alerts.hold", "1h",
                ExecutedStatements.SETTING, "true"));
        server = TestServer.start(clock, settings, folder);
        signedUp = client().signUp(EMAIL);
    }

    /// Fills the tables and signs people in. The server is not there meanwhile, or its jobs would wait for the rows.
    FurnishedServer furnish() {
        server.close();
        try (Connection connection = server.database()) {
            tables.fill(connection, userId(), clock.instant());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        // Given from now on, so that what was stored without it is wrapped.
        settings.put("keys.secret", "a secret of the tests that wraps keys");
        server = TestServer.start(clock, settings, folder);
        admin = client().asAdmin();
        person = client().as(signedUp.at("/accessToken"));
        file = person.upload(upload(1)).at("/files/0/id");
        return this;
    }

    /// The settings that it runs with.
    Settings settings() {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data.dir", folder.toString());
        return Settings.from(SettingsLoader.load(all, Map.of(), Optional.empty()));
    }

    /// A file on the disk that came with the last upload.
    Path upload() {
        String name = file.substring(file.length() - 2) + "/" + file;
        return folder.resolve("files").resolve(name);
    }

    TestServer server() {
        return server;
    }

    ManualClock clock() {
        return clock;
    }

    TestMailServer mails() {
        return mails;
    }

    ApiClient admin() {
        return admin;
    }

    /// From an address that nobody used.
    ApiClient client() {
        int number = addresses.incrementAndGet();
        return server.client().with("X-Forwarded-For", "192.0." + number / 250 + "." + (1 + number % 250));
    }

    private String userId() {
        return signedUp.at("/user/id");
    }

    private static byte[] upload(int files) {
        Multipart body = new Multipart();
        for (int i = 0; i < files; i++) {
            body.file("file" + i + ".txt", "text".getBytes(UTF_8));
        }
        return body.bytes();
    }

    /// A request to each endpoint, in an order in which all succeed. What must be there before is made by the first of
    /// the two suppliers.
    Map<String, Supplier<Supplier<Answer>>> requests() {
        Map<String, Supplier<Supplier<Answer>>> all = new LinkedHashMap<>();
        toEverybody(all);
        forOtherApplications(all);
        ofPerson(all);
        ofStaff(all);
        onAddresses(all);
        thatEndSessions(all);
        return all;
    }

    private void toEverybody(Map<String, Supplier<Supplier<Answer>>> all) {
        for (String path : new String[] {"/livez", "/readyz", "/metrics", "/openapi.yaml", "/.well-known/jwks.json", "/", "/reset", "/verify"}) {
            all.put("GET " + path, () -> () -> client().get(path));
        }
        all.put("GET /assets/{name}", () -> () -> client().get("/assets/dashboard.css"));
        all.put("POST /api/auth/signup", () -> () -> client().signUp(People.freshEmail()));
        all.put("POST /api/auth/login", () -> () -> client().logIn(EMAIL, PASSWORD));
        all.put("POST /api/auth/refresh", () -> {
            String token = client().logIn(EMAIL, PASSWORD).at("/refreshToken");
            return () -> client().refresh(token);
        });
        all.put("POST /api/auth/forgot-password", () ->
                () -> client().post("/api/auth/forgot-password", Map.of("email", EMAIL)));
        all.put("POST /api/auth/verify-email", () -> {
            client().post("/api/auth/verify-email", Map.of("email", EMAIL));
            String token = mails.await(EMAIL, "Confirm your e-mail address").token();
            return () -> client().post("/api/auth/verify-email", Map.of("token", token, "password", PASSWORD));
        });
        all.put("POST /api/auth/reset-password", () -> {
            String email = People.freshEmail();
            client().signUp(email);
            client().post("/api/auth/forgot-password", Map.of("email", email));
            String token = mails.await(email, "Reset your password").token();
            return () -> client().post("/api/auth/reset-password", Map.of("token", token, "newPassword", PASSWORD + "!"));
        });
    }

    private void forOtherApplications(Map<String, Supplier<Supplier<Answer>>> all) {
        String check = "/api/guard/check";
        for (String method : new String[] {"GET", "POST"}) {
            all.put(method + " " + check, () -> () -> client()
                    .with("Authorization", "Bearer " + signedUp.at("/accessToken"))
                    .with("X-Forwarded-Method", "GET")
                    .with("X-Forwarded-Uri", "/shop")
                    .send(method, check));
        }
        for (String method : new String[] {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
            all.put(method + " " + check + "/{path}", () -> () -> client().send(method, check + "/shop"));
        }
    }

    private void ofPerson(Map<String, Supplier<Supplier<Answer>>> all) {
        all.put("GET /api/auth/me", () -> () -> person.get("/api/auth/me"));
        all.put("GET /api/auth/sessions", () -> () -> person.get("/api/auth/sessions?limit=100"));
        all.put("POST /api/files/upload", () -> {
            byte[] body = upload(Math.min(tables.own(), 20));
            return () -> person.upload(body);
        });
        all.put("GET /api/files", () -> () -> person.get("/api/files?limit=100"));
        all.put("GET /api/files/{id}", () -> () -> person.get("/api/files/" + file));
        all.put("GET /api/files/{id}/content", () -> () -> person.get("/api/files/" + file + "/content"));
        all.put("PUT /api/files/{id}", () -> () -> person.put("/api/files/" + file, Map.of("name", "other.txt")));
        all.put("DELETE /api/files/{id}", () -> {
            String id = person.upload(upload(1)).at("/files/0/id");
            return () -> person.delete("/api/files/" + id);
        });
    }

    private void ofStaff(Map<String, Supplier<Supplier<Answer>>> all) {
        for (String path : new String[] {"performance/metrics", "performance/summary", "performance/endpoints", "performance/slow",
            "scaling", "health", "alerts", "maintenance/cleanup/status", "tokens/stats"}) {
            all.put("GET /api/admin/" + path, () -> () -> admin.get("/api/admin/" + path));
        }
        for (String path : new String[] {"users", "tokens", "security/events"}) {
            all.put("GET /api/admin/" + path, () -> () -> admin.get("/api/admin/" + path + "?limit=100"));
        }
        all.put("GET /api/admin/live", () -> {
            String token = client().logIn(TestServer.ADMIN, TestServer.ADMIN_PASSWORD).at("/accessToken");
            return () -> firstByte("/api/admin/live", token);
        });
        all.put("GET /api/admin/users/{id}", () -> () -> admin.get("/api/admin/users/" + userId()));
        all.put("POST /api/admin/users/{id}/role", () -> {
            String user = newUser();
            return () -> admin.post(user + "/role", Map.of("role", "analyst"));
        });
        all.put("POST /api/admin/users/{id}/enable", () -> {
            String user = newUser();
            admin.post(user + "/disable");
            return () -> admin.post(user + "/enable");
        });
        all.put("POST /api/admin/tokens/{id}/revoke", () -> {
            String id = client().signUp(People.freshEmail()).at("/user/id");
            String token = admin.get("/api/admin/tokens?userId=" + id).at("/tokens/0/id");
            return () -> admin.post("/api/admin/tokens/" + token + "/revoke", REASON);
        });
        all.put("GET /api/admin/security/events/{id}", () -> {
            String id = new Events(admin).await("userId=" + userId()).at("/id").asString();
            return () -> admin.get(SECURITY + "/events/" + id);
        });
        for (String path : new String[] {"/events/stats", "/events/export", "/timeline"}) {
            all.put("GET " + SECURITY + path, () -> () -> admin.get(SECURITY + path));
        }
        all.put("POST /api/admin/alerts/test", () -> () -> admin.post("/api/admin/alerts/test"));
        all.put("POST /api/admin/maintenance/cleanup", () -> {
            // It also runs by itself a while after the start, and whoever comes second finds nothing.
            server.maintain();
            return () -> admin.post("/api/admin/maintenance/cleanup", Map.of());
        });
        all.put("GET /api/admin/session", () -> {
            ApiClient dashboard = client().with("Cookie", dashboard());
            return () -> dashboard.get("/api/admin/session");
        });
    }

    /// @return the path to him
    private String newUser() {
        return "/api/admin/users/" + client().signUp(People.freshEmail()).at("/user/id");
    }

    private String dashboard() {
        Answer answer = client().post(
                "/api/admin/session", Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD));
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("tollgate_dashboard"))
                .findFirst()
                .orElseThrow()
                .split(";")[0];
    }

    private Answer firstByte(String path, String token) {
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve(path))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Answer(response.statusCode(), response.headers(), new byte[] {(byte) body.read()});
            } finally {
                http.shutdownNow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void onAddresses(Map<String, Supplier<Supplier<Answer>>> all) {
        String ip = SECURITY + "/ips/203.0.113.9";
        all.put("GET /api/admin/security/ips", () -> () -> admin.get(SECURITY + "/ips?limit=100"));
        all.put("GET /api/admin/security/ips/stats", () -> () -> admin.get(SECURITY + "/ips/stats"));
        all.put("GET /api/admin/security/ips/{ip}", () -> () -> admin.get(ip));
        all.put("POST /api/admin/security/ips/{ip}/ban", () -> () -> admin.post(ip + "/ban", REASON));
        all.put("GET /api/admin/security/decisions/{requestId}", () -> {
            refused = server.client().with("X-Forwarded-For", "203.0.113.9").get("/.well-known/jwks.json").at("/requestId");
            return () -> admin.get(SECURITY + "/decisions/" + refused);
        });
        all.put("POST /api/admin/security/decisions/{requestId}/undo", () ->
                () -> admin.post(SECURITY + "/decisions/" + refused + "/undo", REASON));
        String attacker = SECURITY + "/ips/" + FilledTables.ADDRESS;
        all.put("POST /api/admin/security/ips/{ip}/unban", () -> () -> admin.post(attacker + "/unban", REASON));
        all.put("POST /api/admin/security/ips/{ip}/allow", () -> () -> admin.post(attacker + "/allow", REASON));
    }

    private void thatEndSessions(Map<String, Supplier<Supplier<Answer>>> all) {
        all.put("POST /api/admin/session", () -> () -> client().post(
                "/api/admin/session", Map.of("email", TestServer.ADMIN, "password", TestServer.ADMIN_PASSWORD)));
        all.put("DELETE /api/admin/session", () -> {
            ApiClient dashboard = client().with("Cookie", dashboard())
                    .with("X-Tollgate", "dashboard")
                    .with("Origin", server.uri().toString());
            return () -> dashboard.delete("/api/admin/session");
        });
        all.put("DELETE /api/auth/sessions/{id}", () -> {
            String id = person.get("/api/auth/sessions").at("/sessions/0/id");
            ApiClient other = again();
            return () -> other.delete("/api/auth/sessions/" + id);
        });
        all.put("POST /api/auth/logout", () -> {
            ApiClient other = again();
            return () -> other.post("/api/auth/logout");
        });
        all.put("POST /api/auth/password", () -> {
            ApiClient other = again();
            return () -> other.post("/api/auth/password", Map.of("currentPassword", PASSWORD, "newPassword", PASSWORD + "?"));
        });
        all.put("POST /api/auth/logout-all", () -> {
            ApiClient other = client().as(client().logIn(EMAIL, PASSWORD + "?").at("/accessToken"));
            return () -> other.post("/api/auth/logout-all");
        });
        all.put("POST /api/admin/users/{id}/disable", () ->
                () -> admin.post("/api/admin/users/" + userId() + "/disable", Map.of()));
    }

    private ApiClient again() {
        return client().as(client().logIn(EMAIL, PASSWORD).at("/accessToken"));
    }

    @Override
    public void close() {
        server.close();
        mails.close();
    }
}
